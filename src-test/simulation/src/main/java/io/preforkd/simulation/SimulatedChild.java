package io.preforkd.simulation;

import io.preforkd.pool.model.Agenda;
import io.preforkd.simulation.rules.Report;
import java.util.function.Supplier;

/**
 * One process: what it really does, which the pool learns late or never. What it says arrives in
 * the order in which it was said; that it is dead may be learned before its last words, unless the
 * parent has a connection in hand for it.
 */
abstract class SimulatedChild {
  /** What it is about; only one that holds one connection at a time is ever serving. */
  enum Doing {
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

  static final long NO_BOARD = -1;
  static final long NOTHING = -1;

  /** From a failed accept to the next one, of a child without orders. */
  static final long REST = 100 * Dice.MILLISECOND;

  /** Bytes that each child has from its start; with each connection it takes one more. */
  static final int BORN_WITH = 10;

  /**
   * What it is made for.
   *
   * @param most connections after which it accepts no more by itself; 0: no limit
   * @param unordered whether it is never ordered
   * @param passed whether its parent accepts for it
   * @param socket which of the sockets of each listener it has
   */
  record Kind(long most, boolean unordered, boolean passed, int socket) {}

  /** Where it lives. */
  record World(
      Agenda agenda,
      Dice dice,
      Latency latency,
      Supplier<Habits> habits,
      SimulatedKernel kernel,
      Census census) {}

  final Agenda agenda;
  final Dice dice;
  final SimulatedKernel kernel;
  final Census census;
  final Kind kind;
  private final Latency latency;
  private final Supplier<Habits> habits;
  private final Voice voice;
  private final boolean canBeFree;

  Doing doing = Doing.STARTING;
  int nextListener;
  boolean isFree;
  boolean draining;
  boolean hasLied;
  boolean hasNoDescriptor;
  long accepted;
  long owesAnAnswerTo = NOTHING;
  private boolean hasBeenIdle;
  private boolean channelClosed;
  private long stoppedUntil;
  private long lastWordAt;
  private long lastOrderAt;

  SimulatedChild(World world, Kind kind, Voice voice) {
    agenda = world.agenda();
    dice = world.dice();
    latency = world.latency();
    habits = world.habits();
    kernel = world.kernel();
    census = world.census();
    this.kind = kind;
    this.voice = voice;
    canBeFree = dice.onceIn(2) || kind.unordered();
  }

  /** What it can besides answering pings, as a sum for {@link Report#GREETED}. */
  abstract int abilities();

  /** An order: up to so many connections on this listener. */
  abstract void obey(int listener, boolean mayAcceptItself, int count);

  /** The parent has accepted this client for it. */
  abstract void take(Client next);

  /** It hears that it is to wait for orders again: says how it is. */
  abstract void sayHowItIs();

  /** If it accepts without orders, it does. */
  abstract void lookForClients();

  /** It was told to leave: it does if it has nothing in hand. */
  abstract void leaveIfIdle();

  /** It is dead, and whom it served is lost. */
  abstract void loseClients();

  /** How long it will be before it answers a ping, nanoseconds. */
  abstract long untilItListens();

  /** It has started. */
  abstract void begin();

  /** Whether it can take nobody more. */
  abstract boolean isFull();

  /**
   * What the board says: when it accepted the connection that it holds; sometimes that is wrong.
   */
  abstract long heldSince();

  Habits habit() {
    return habits.get();
  }

  // What the parent does to it.

  void start() {
    Habits habit = habits.get();
    say(Report.GREETED, abilities() + (canBeFree ? Report.FREE : 0));
    long time = dice.spread(habit.startTime() / 4, 2 * habit.startTime());
    if (dice.onceIn(habit.execFails())) {
      doing = Doing.GONE;
      agenda.in(dice.oneOf(0, 5) * Dice.MILLISECOND, () -> voice.say(Report.SPAWN_FAILED, 0));
    } else if (dice.onceIn(habit.crashesWhileStarting())) {
      later(time / 2, this::exit);
    } else if (!dice.onceIn(habit.neverStarts())) {
      later(time, dice.onceIn(habit.isBusyAtOnce()) ? () -> say(Report.BUSY) : this::begin);
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

  void order(int listener, boolean mayAcceptItself, int count) {
    hear(() -> obey(listener, mayAcceptItself, count));
  }

  void pass(Client next) {
    hear(() -> take(next));
  }

  /** Whether its words reach the parent: who cannot say that he has a connection has it not. */
  boolean isHeard() {
    return !channelClosed;
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
          sayHowItIs();
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
        && !(kind.unordered() && hasNoDescriptor)
        && !isFull()
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

  /** Bytes that it has now. */
  long memory() {
    return BORN_WITH + accepted;
  }

  // What it does itself.

  /** One that does not listen while it serves answers afterwards. */
  private void answer(int nonce) {
    if (dice.onceIn(habits.get().ignoresOrder())) {
      return;
    }
    if (untilItListens() > 0) {
      later(untilItListens(), () -> answer(nonce));
    } else {
      if (nonce == owesAnAnswerTo) {
        owesAnAnswerTo = NOTHING;
      }
      say(Report.PONG, nonce);
    }
  }

  void maybeMisbehave(Habits habit) {
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

  void maybeStop() {
    if (dice.onceIn(habits.get().isStopped())) {
      stoppedUntil = agenda.lived() + dice.spread(Dice.MILLISECOND, 8 * Dice.SECOND);
    }
  }

  /** It says what is not so. */
  abstract void lie();

  private void leaveIfTold() {
    if (dice.onceIn(habits.get().ignoresDrain())) {
      return;
    }
    draining = true;
    leaveIfIdle();
  }

  private void closeChannel() {
    say(Report.CHANNEL_CLOSED);
    channelClosed = true;
  }

  void exit() {
    end(Report.EXITED);
  }

  private void end(Report how) {
    if (doing == Doing.GONE) {
      return;
    }
    doing = Doing.GONE;
    loseClients();
    closeChannel();
    long lastWords = kind.passed() ? Math.max(0, lastWordAt - agenda.lived()) : 0;
    agenda.in(lastWords + dice.between(0, latency.reap()), () -> voice.say(how, accepted));
  }

  // How words and time reach it and leave it.

  void say(Report report) {
    say(report, accepted);
  }

  void say(Report report, long number) {
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

  void later(long delay, Runnable deed) {
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
