package io.preforkd.simulation;

import io.preforkd.simulation.rules.Report;

/** A child that is idle or holds one connection. */
final class OneAtATime extends SimulatedChild {
  private final boolean hearsWhileBusy;
  private Client client;
  private boolean selfAccept;
  private long servesSince;

  OneAtATime(World world, Kind kind, Voice voice) {
    super(world, kind, voice);
    hearsWhileBusy = dice.onceIn(2);
  }

  @Override
  int abilities() {
    return hearsWhileBusy ? Report.ASYNC : 0;
  }

  @Override
  boolean isFull() {
    return doing == Doing.SERVING;
  }

  @Override
  long heldSince() {
    if (habit().tellsOfSelfAccept()) {
      return NO_BOARD;
    }
    if (dice.onceIn(habit().saysGarbage())) {
      return agenda.now() + dice.between(-Dice.SECOND, Dice.SECOND);
    }
    return doing == Doing.SERVING ? servesSince : agenda.now();
  }

  @Override
  long untilItListens() {
    boolean isDeaf = doing == Doing.SERVING && !hearsWhileBusy;
    return isDeaf ? Math.max(Dice.MILLISECOND, client.hold()) : 0;
  }

  @Override
  void sayHowItIs() {
    if (doing == Doing.WAITING || doing == Doing.SERVING) {
      say(doing == Doing.WAITING ? Report.IDLE : Report.BUSY);
    }
  }

  @Override
  void leaveIfIdle() {
    if (doing == Doing.WAITING) {
      later(dice.between(0, Dice.MILLISECOND), this::exit);
    }
  }

  @Override
  void loseClients() {
    if (client != null) {
      client.becomes(Client.Fate.LOST, census);
    }
  }

  @Override
  void obey(int listener, boolean mayAcceptItself, int count) {
    selfAccept = mayAcceptItself;
    answer(() -> accept(listener));
  }

  /** A socket that comes when it has none to spare is lost on it. */
  @Override
  void take(Client next) {
    answer(() -> takeIfHeard(next));
  }

  private void takeIfHeard(Client next) {
    if (isHeard()) {
      accepted(next);
    }
  }

  private void answer(Runnable byAccepting) {
    if (doing != Doing.WAITING) {
      return;
    }
    Habits habit = habit();
    doing = Doing.ANSWERING;
    hasNoDescriptor |= dice.onceIn(habit.losesItsDescriptors());
    if (dice.onceIn(habit.crashesWhenOrdered())) {
      exit();
    } else if (hasNoDescriptor || dice.onceIn(habit.failsToAccept())) {
      wait(Report.ACCEPT_FAILED);
    } else if (hasLied || !dice.onceIn(habit.ignoresOrder())) {
      later(dice.between(0, 20 * Dice.MICROSECOND), byAccepting);
    }
  }

  /** Without orders, and without a word unless it keeps no record. */
  @Override
  void lookForClients() {
    if (!isFree || doing != Doing.WAITING || draining) {
      return;
    }
    hasNoDescriptor |= kind.unordered() && dice.onceIn(habit().losesItsDescriptors());
    if (hasNoDescriptor) {
      later(REST, this::lookForClients);
      return;
    }
    Client next = kernel.acceptFromAny(nextListener++, kind.socket());
    if (next == null) {
      kernel.sleep(this);
      return;
    }
    accepted++;
    if (habit().tellsOfSelfAccept()) {
      say(Report.BUSY);
    }
    serve(next);
  }

  private void accept(int listener) {
    nextListener = listener + 1;
    Client next = kernel.listener(listener).accept(kind.socket());
    if (next == null) {
      begin();
    } else {
      accepted(next);
    }
  }

  private void accepted(Client next) {
    accepted++;
    say(Report.BUSY);
    serve(next);
  }

  private void serve(Client next) {
    doing = Doing.SERVING;
    client = next;
    servesSince = agenda.now();
    maybeStop();
    if (dice.onceIn(habit().asksForMoreTime())) {
      later(next.hold() / 2, () -> say(Report.EXTENDS));
    }
    if (dice.onceIn(habit().crashesWhileBusy())) {
      later(dice.between(0, next.hold()), this::exit);
    }
    later(next.hold(), this::finish);
  }

  private void finish() {
    client.becomes(Client.Fate.SERVED, census);
    client = null;
    if (draining) {
      exit();
    } else if (dice.onceIn(habit().leaves())) {
      leave();
    } else if (dice.onceIn(habit().failsToAccept())) {
      wait(Report.ACCEPT_FAILED);
    } else {
      next();
    }
  }

  private void next() {
    Client another = mayAcceptItself() ? kernel.acceptFromAny(nextListener++, kind.socket()) : null;
    if (another == null) {
      begin();
      return;
    }
    accepted++;
    if (habit().tellsOfSelfAccept()) {
      say(Report.BUSY);
    }
    serve(another);
  }

  /** Not every worker keeps to its limit. */
  private boolean mayAcceptItself() {
    boolean enough = kind.most() > 0 && accepted >= kind.most();
    return selfAccept && !hasNoDescriptor && (!enough || dice.onceIn(habit().ignoresDrain()));
  }

  @Override
  void begin() {
    if (draining) {
      exit();
    } else if (isFree && !habit().tellsOfSelfAccept()) {
      doing = Doing.WAITING;
      lookForClients();
    } else {
      wait(Report.IDLE);
      maybeMisbehave(habit());
    }
  }

  private void wait(Report report) {
    doing = Doing.WAITING;
    say(report);
    lookForClients();
  }

  /**
   * A child that calls itself busy and then is silent for ever cannot be told from a busy one, if
   * it is never ordered, or may still be accepting freely for all that its parent knows; and one
   * that claims a connection before it has it loses it.
   */
  @Override
  void lie() {
    hasLied = true;
    boolean isBelieved = kind.unordered() || kind.passed();
    if (doing == Doing.WAITING && owesAnAnswerTo == NOTHING && !isBelieved) {
      say(Report.BUSY);
    }
  }

  private void leave() {
    say(Report.LEAVING);
    draining = true;
    doing = Doing.ANSWERING;
    later(dice.between(0, 20 * Dice.MILLISECOND), this::exit);
  }
}
