package io.preforkd.simulation;

import io.preforkd.simulation.rules.Report;
import java.util.function.Supplier;

/**
 * One process: what it really does, which the pool learns late or never. What it says arrives in
 * the order in which it was said; that it is dead may be learned before its last words.
 */
final class SimulatedChild {
  private enum Doing {
    STARTING,
    WAITING,
    ANSWERING,
    SERVING,
    /** Killed, and in a call of the kernel that does not return. */
    STUCK,
    GONE
  }

  /** Carries what a child says to the pool. */
  interface Voice {
    void say(Report report, long connections);
  }

  private static final long NO_BOARD = -1;
  private static final long NOTHING = -1;

  /** From a failed accept to the next one, of a child without orders. */
  private static final long REST = 100 * Dice.MILLISECOND;

  /** Bytes that each child has from its start; with each connection it takes one more. */
  static final int BORN_WITH = 10;

  private final Agenda agenda;
  private final Dice dice;
  private final Latency latency;
  private final Supplier<Habits> habits;
  private final SimulatedKernel kernel;
  private final Census census;
  private final long mostConnections;
  private final Voice voice;
  private final boolean hearsWhileBusy;
  private final boolean canBeFree;
  private final boolean unordered;
  private final int socket;

  private Doing doing = Doing.STARTING;
  private Client client;
  private int nextListener;
  private boolean selfAccept;
  private boolean isFree;
  private boolean draining;
  private boolean hasLied;
  private boolean hasNoDescriptor;
  private boolean hasBeenIdle;
  private boolean channelClosed;
  private long stoppedUntil;
  private long accepted;
  private long servesSince;
  private long owesAnAnswerTo = NOTHING;
  private long lastWordAt;
  private long lastOrderAt;

  SimulatedChild(
      Agenda agenda,
      Dice dice,
      Latency latency,
      Supplier<Habits> habits,
      SimulatedKernel kernel,
      Census census,
      long mostConnections,
      boolean unordered,
      int socket,
      Voice voice) {
    this.agenda = agenda;
    this.dice = dice;
    this.latency = latency;
    this.habits = habits;
    this.kernel = kernel;
    this.census = census;
    this.mostConnections = mostConnections;
    this.voice = voice;
    hearsWhileBusy = dice.onceIn(2);
    this.unordered = unordered;
    this.socket = socket;
    canBeFree = dice.onceIn(2) || unordered;
  }

  // What the parent does to it.

  void start() {
    Habits habit = habits.get();
    say(Report.GREETED, (hearsWhileBusy ? Report.ASYNC : 0) + (canBeFree ? Report.FREE : 0));
    long time = dice.spread(habit.startTime() / 4, 2 * habit.startTime());
    if (dice.onceIn(habit.execFails())) {
      doing = Doing.GONE;
      agenda.in(dice.oneOf(0, 5) * Dice.MILLISECOND, () -> voice.say(Report.SPAWN_FAILED, 0));
    } else if (dice.onceIn(habit.crashesWhileStarting())) {
      later(time / 2, this::exit);
    } else if (!dice.onceIn(habit.neverStarts())) {
      later(time, dice.onceIn(habit.isBusyAtOnce()) ? () -> say(Report.BUSY) : this::becomeIdle);
    }
    maybe(habit.isKilledFromOutside(), () -> end(Report.KILLED_FROM_OUTSIDE));
    if (dice.onceIn(habit.asksForMoreTime())) {
      later(time / 3, () -> say(Report.EXTENDS));
    }
  }

  /** A client has come, for one of those who sleep. */
  void wake() {
    later(dice.between(0, latency.wake()), this::lookForClients);
  }

  void order(int listener, boolean mayAcceptItself) {
    hear(() -> obey(listener, mayAcceptItself));
  }

  void ping(int nonce) {
    hear(() -> answer(nonce));
  }

  void free() {
    hear(
        () -> {
          isFree = true;
          lookForClients();
        });
  }

  /** Whoever hears that says how it is, and then answers as to a ping. */
  void callBack(int nonce) {
    hear(
        () -> {
          isFree = false;
          owesAnAnswerTo = nonce;
          if (doing == Doing.WAITING || doing == Doing.SERVING) {
            say(doing == Doing.WAITING ? Report.IDLE : Report.BUSY);
          }
          answer(nonce);
        });
  }

  void drain() {
    hear(this::leaveIfTold);
  }

  void terminate() {
    if (!dice.onceIn(habits.get().ignoresTerm())) {
      hear(this::exit);
    }
  }

  /**
   * Even a stopped process dies, but for one that is stuck; and a signal may not be sent at all.
   */
  void kill() {
    agenda.in(dice.between(0, latency.toChild()), this::die);
  }

  /** What it is stuck in returns, and what it has lost is there again. */
  void comeLoose() {
    hasNoDescriptor = false;
    if (doing == Doing.STUCK) {
      exit();
    }
  }

  /** Whether it would obey an order at once. */
  boolean isResponsive() {
    return doing == Doing.WAITING
        && !channelClosed
        && !draining
        && !(unordered && hasNoDescriptor)
        && agenda.lived() >= stoppedUntil;
  }

  private void die() {
    Habits habit = habits.get();
    if (!hasEnded() && !dice.onceIn(habit.missesKill())) {
      if (dice.onceIn(habit.isStuckWhenKilled())) {
        doing = Doing.STUCK;
      } else {
        exit();
      }
    }
  }

  /** Connections accepted so far, as the board has it. */
  long accepted() {
    return accepted;
  }

  /** Whether its parent can read what it does. */
  boolean keepsRecord() {
    return !habits.get().tellsOfSelfAccept();
  }

  boolean holdsOne() {
    return doing == Doing.SERVING;
  }

  /** Bytes that it has now. */
  long memory() {
    return BORN_WITH + accepted;
  }

  /**
   * What the board says: when it accepted the connection that it holds; sometimes that is wrong.
   */
  long heldSince() {
    if (habits.get().tellsOfSelfAccept()) {
      return NO_BOARD;
    }
    if (dice.onceIn(habits.get().saysGarbage())) {
      return agenda.now() + dice.between(-Dice.SECOND, Dice.SECOND);
    }
    return doing == Doing.SERVING ? servesSince : agenda.now();
  }

  // What it does itself.

  private void obey(int listener, boolean mayAcceptItself) {
    if (doing != Doing.WAITING) {
      return;
    }
    Habits habit = habits.get();
    doing = Doing.ANSWERING;
    selfAccept = mayAcceptItself;
    hasNoDescriptor |= dice.onceIn(habit.losesItsDescriptors());
    if (dice.onceIn(habit.crashesWhenOrdered())) {
      exit();
    } else if (hasNoDescriptor || dice.onceIn(habit.failsToAccept())) {
      wait(Report.ACCEPT_FAILED);
    } else if (hasLied || !dice.onceIn(habit.ignoresOrder())) {
      later(dice.between(0, 20 * Dice.MICROSECOND), () -> accept(listener));
    }
  }

  /** One that does not listen while it serves answers afterwards. */
  private void answer(int nonce) {
    if (dice.onceIn(habits.get().ignoresOrder())) {
      return;
    }
    if (doing == Doing.SERVING && !hearsWhileBusy) {
      later(Math.max(Dice.MILLISECOND, client.hold()), () -> answer(nonce));
    } else {
      if (nonce == owesAnAnswerTo) {
        owesAnAnswerTo = NOTHING;
      }
      say(Report.PONG, nonce);
    }
  }

  /** Without orders, and without a word unless it keeps no record. */
  private void lookForClients() {
    if (!isFree || doing != Doing.WAITING || draining) {
      return;
    }
    hasNoDescriptor |= unordered && dice.onceIn(habits.get().losesItsDescriptors());
    if (hasNoDescriptor) {
      later(REST, this::lookForClients);
      return;
    }
    Client next = kernel.acceptFromAny(nextListener++, socket);
    if (next == null) {
      kernel.sleep(this);
      return;
    }
    accepted++;
    if (habits.get().tellsOfSelfAccept()) {
      say(Report.BUSY);
    }
    serve(next);
  }

  private void accept(int listener) {
    nextListener = listener + 1;
    Client next = kernel.listener(listener).accept(socket);
    if (next == null) {
      becomeIdle();
    } else {
      accepted++;
      say(Report.BUSY);
      serve(next);
    }
  }

  private void serve(Client next) {
    doing = Doing.SERVING;
    client = next;
    servesSince = agenda.now();
    maybeStop();
    if (dice.onceIn(habits.get().asksForMoreTime())) {
      later(next.hold() / 2, () -> say(Report.EXTENDS));
    }
    if (dice.onceIn(habits.get().crashesWhileBusy())) {
      later(dice.between(0, next.hold()), this::exit);
    }
    later(next.hold(), this::finish);
  }

  private void finish() {
    client.becomes(Client.Fate.SERVED, census);
    client = null;
    Habits habit = habits.get();
    if (draining) {
      exit();
    } else if (dice.onceIn(habit.leaves())) {
      leave();
    } else if (dice.onceIn(habit.failsToAccept())) {
      wait(Report.ACCEPT_FAILED);
    } else {
      next();
    }
  }

  private void next() {
    Client another = mayAcceptItself() ? kernel.acceptFromAny(nextListener++, socket) : null;
    if (another == null) {
      becomeIdle();
      return;
    }
    accepted++;
    if (habits.get().tellsOfSelfAccept()) {
      say(Report.BUSY);
    }
    serve(another);
  }

  /** Not every worker keeps to its limit. */
  private boolean mayAcceptItself() {
    boolean enough = mostConnections > 0 && accepted >= mostConnections;
    return selfAccept && !hasNoDescriptor && (!enough || dice.onceIn(habits.get().ignoresDrain()));
  }

  private void becomeIdle() {
    if (draining) {
      exit();
    } else if (isFree && !habits.get().tellsOfSelfAccept()) {
      doing = Doing.WAITING;
      lookForClients();
    } else {
      wait(Report.IDLE);
      maybeMisbehave(habits.get());
    }
  }

  private void wait(Report report) {
    doing = Doing.WAITING;
    say(report);
    lookForClients();
  }

  private void maybeMisbehave(Habits habit) {
    maybeStop();
    maybe(habit.crashesWhileIdle(), this::exit);
    maybe(hasBeenIdle ? 0 : habit.crashesAfterFirstIdle(), this::exit);
    maybe(habit.isKilledFromOutside(), () -> end(Report.KILLED_FROM_OUTSIDE));
    hasBeenIdle = true;
    maybe(habit.saysGarbage(), () -> say(Report.GARBAGE));
    maybe(habit.saysIdleTwice(), () -> say(Report.IDLE));
    maybe(habit.saysBusyUnasked(), this::lie);
    maybe(habit.closesChannel(), this::closeChannel);
  }

  private void maybe(int odds, Runnable fault) {
    if (dice.onceIn(odds)) {
      later(dice.spread(Dice.MICROSECOND, 100 * Dice.MILLISECOND), fault);
    }
  }

  private void maybeStop() {
    if (dice.onceIn(habits.get().isStopped())) {
      stoppedUntil = agenda.lived() + dice.spread(Dice.MILLISECOND, 8 * Dice.SECOND);
    }
  }

  /**
   * A child that calls itself busy and then is silent for ever cannot be told from a busy one, if
   * it is never ordered, or may still be accepting freely for all that its parent knows.
   */
  private void lie() {
    hasLied = true;
    if (doing == Doing.WAITING && owesAnAnswerTo == NOTHING && !unordered) {
      say(Report.BUSY);
    }
  }

  private void leave() {
    say(Report.LEAVING);
    draining = true;
    doing = Doing.ANSWERING;
    later(dice.between(0, 20 * Dice.MILLISECOND), this::exit);
  }

  private void leaveIfTold() {
    if (dice.onceIn(habits.get().ignoresDrain())) {
      return;
    }
    draining = true;
    if (doing == Doing.WAITING) {
      later(dice.between(0, Dice.MILLISECOND), this::exit);
    }
  }

  private void closeChannel() {
    say(Report.CHANNEL_CLOSED);
    channelClosed = true;
  }

  private void exit() {
    end(Report.EXITED);
  }

  private void end(Report how) {
    if (doing == Doing.GONE) {
      return;
    }
    doing = Doing.GONE;
    if (client != null) {
      client.becomes(Client.Fate.LOST, census);
    }
    closeChannel();
    agenda.in(dice.between(0, latency.reap()), () -> voice.say(how, accepted));
  }

  // How words and time reach it and leave it.

  private void say(Report report) {
    say(report, accepted);
  }

  private void say(Report report, long number) {
    if (channelClosed) {
      return;
    }
    long delay = dice.between(0, latency.toParent());
    if (dice.onceIn(habits.get().reportsVeryLate())) {
      delay = dice.spread(10 * Dice.MILLISECOND, 8 * Dice.SECOND);
    }
    lastWordAt = Math.max(lastWordAt, agenda.lived() + delay);
    agenda.in(lastWordAt - agenda.lived(), () -> voice.say(report, number));
  }

  private void hear(Runnable word) {
    lastOrderAt = Math.max(lastOrderAt, agenda.lived() + dice.between(0, latency.toChild()));
    later(lastOrderAt - agenda.lived(), word);
  }

  private void later(long delay, Runnable deed) {
    agenda.in(delay, () -> act(deed));
  }

  /** It does nothing more of its own. */
  private boolean hasEnded() {
    return doing == Doing.GONE || doing == Doing.STUCK;
  }

  private void act(Runnable deed) {
    if (hasEnded()) {
      return;
    }
    if (agenda.lived() < stoppedUntil) {
      agenda.in(stoppedUntil - agenda.lived(), () -> act(deed));
    } else {
      deed.run();
    }
  }
}
