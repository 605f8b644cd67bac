package io.preforkd.simulation;

import io.preforkd.simulation.rules.Report;
import java.util.LinkedHashSet;
import java.util.Set;

/** A child that holds many connections, and says how many. */
final class ManyAtATime extends SimulatedChild {
  /** The longest that it keeps to itself that connections have ended. */
  private static final long SILENCE = 20 * Dice.MILLISECOND;

  private final int places;
  private final Set<Client> clients = new LinkedHashSet<>();
  private boolean hasNews;
  private boolean rests;

  ManyAtATime(World world, Kind kind, int places, Voice voice) {
    super(world, kind, voice);
    this.places = places;
  }

  @Override
  int abilities() {
    return Report.ASYNC + Report.MULTI;
  }

  @Override
  boolean isFull() {
    return clients.size() >= places;
  }

  /** Nobody knows one of its connections from another. */
  @Override
  long heldSince() {
    return NO_BOARD;
  }

  @Override
  long untilItListens() {
    return 0;
  }

  @Override
  void sayHowItIs() {
    if (doing == Doing.WAITING) {
      say(Report.OPENED);
    }
  }

  @Override
  void leaveIfIdle() {
    if (doing == Doing.WAITING && clients.isEmpty()) {
      later(dice.between(0, Dice.MILLISECOND), this::exit);
    }
  }

  @Override
  void loseClients() {
    clients.forEach(client -> client.becomes(Client.Fate.LOST, census));
  }

  @Override
  void begin() {
    doing = Doing.WAITING;
    say(Report.IDLE);
    lookForClients();
    maybeMisbehave(habit());
  }

  @Override
  void obey(int listener, boolean mayAcceptItself, int count) {
    answer(() -> accept(listener, count));
  }

  @Override
  void take(Client next) {
    answer(() -> takeIfHeard(next));
  }

  private void takeIfHeard(Client next) {
    if (isHeard()) {
      serve(next);
    }
  }

  private void answer(Runnable byAccepting) {
    if (doing != Doing.WAITING) {
      return;
    }
    hasNoDescriptor |= dice.onceIn(habit().losesItsDescriptors());
    if (dice.onceIn(habit().crashesWhenOrdered())) {
      exit();
    } else if (hasNoDescriptor || dice.onceIn(habit().failsToAccept())) {
      say(Report.ACCEPT_FAILED);
    } else if (!dice.onceIn(habit().ignoresOrder())) {
      later(dice.between(0, 20 * Dice.MICROSECOND), () -> answerBy(byAccepting));
    }
  }

  private void answerBy(Runnable accepting) {
    accepting.run();
    say(Report.OPENED);
    leaveIfTold();
  }

  /** What it was ordered before it was told to leave it has obeyed. */
  private void leaveIfTold() {
    if (draining) {
      leaveIfIdle();
    }
  }

  private void accept(int listener, int count) {
    for (int i = 0; i < count && !isFull(); i++) {
      Client next = kernel.listener(listener).accept(kind.socket());
      if (next == null) {
        return;
      }
      serve(next);
    }
  }

  private void serve(Client next) {
    accepted++;
    clients.add(next);
    maybeStop();
    if (dice.onceIn(habit().crashesWhileBusy())) {
      later(dice.between(0, next.hold()), this::exit);
    }
    later(next.hold(), () -> finish(next));
  }

  private void finish(Client client) {
    client.becomes(Client.Fate.SERVED, census);
    clients.remove(client);
    tellSoon();
    if (dice.onceIn(habit().leaves()) && !draining) {
      say(Report.LEAVING);
      draining = true;
    }
    leaveIfTold();
    lookForClients();
    if (clients.isEmpty()) {
      maybeMisbehave(habit());
    }
  }

  private void tellSoon() {
    if (!hasNews) {
      hasNews = true;
      later(dice.between(0, SILENCE), this::tell);
    }
  }

  private void tell() {
    hasNews = false;
    if (isFree) {
      say(Report.OPENED);
    }
    say(Report.CLOSED, accepted - clients.size());
  }

  /** Without orders. */
  @Override
  void lookForClients() {
    if (!isFree || doing != Doing.WAITING || draining) {
      return;
    }
    hasNoDescriptor |= kind.unordered() && dice.onceIn(habit().losesItsDescriptors());
    if (hasNoDescriptor) {
      rest();
      return;
    }
    while (!isFull()) {
      Client next = kernel.acceptFromAny(nextListener++, kind.socket());
      if (next == null) {
        kernel.sleep(this);
        return;
      }
      serve(next);
      tellSoon();
    }
  }

  private void rest() {
    if (!rests) {
      rests = true;
      later(
          REST,
          () -> {
            rests = false;
            lookForClients();
          });
    }
  }

  /** Says that it has accepted though nobody has ordered it to. */
  @Override
  void lie() {
    boolean isBelieved = kind.unordered() || kind.passed() || isFree || owesAnAnswerTo != NOTHING;
    if (doing == Doing.WAITING && !isBelieved) {
      say(Report.OPENED);
    }
  }
}
