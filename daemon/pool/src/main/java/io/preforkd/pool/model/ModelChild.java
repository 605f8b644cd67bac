package io.preforkd.pool.model;

import io.preforkd.pool.Blame;
import io.preforkd.pool.Event;
import io.preforkd.pool.Slot;
import java.util.Optional;

/** A child that does as it is told, with as many connections at a time as the pool allows. */
final class ModelChild {
  private final CapacityRun run;
  private final int slot;
  private final long generation;
  private final int places;
  private final long most;
  private int open;
  private long accepted;
  private long servesSince;
  private boolean hasStarted;
  private boolean isFree;
  private boolean isLeaving;
  private boolean isGone;
  private boolean mayAcceptItself;

  /**
   * @param places connections that it may hold at one time
   * @param most connections after which it accepts no more by itself; 0: no limit
   */
  ModelChild(CapacityRun run, int slot, long generation, int places, long most) {
    this.run = run;
    this.slot = slot;
    this.generation = generation;
    this.places = places;
    this.most = most;
  }

  // What the parent does to it; each message takes its time.

  void start(long time) {
    say(new Event.ChildGreeted(slot, generation, false, false, true, holdsMany()));
    in(time, this::begin);
  }

  void order(boolean selfAccept, int count) {
    hear(() -> obey(selfAccept, count));
  }

  /** The parent has accepted this client for it. */
  void pass(Connection client) {
    hear(
        () -> {
          take(client);
          say(answer());
        });
  }

  void free() {
    hear(
        () -> {
          isFree = true;
          lookForClients();
        });
  }

  void drain() {
    hear(
        () -> {
          isLeaving = true;
          leaveIfDone();
        });
  }

  void end() {
    hear(this::exit);
  }

  /** When it accepted the connection that it holds, as its record has it. */
  long heldSince() {
    return open == 0 ? run.now() : servesSince;
  }

  /** What its record has that this, the parent's book, has not. */
  Optional<Event> news(Slot known) {
    return isGone ? Optional.empty() : known.news(accepted, open > 0);
  }

  // What it does itself.

  private boolean holdsMany() {
    return places > 1;
  }

  private void begin() {
    hasStarted = true;
    say(new Event.ChildIdle(slot, generation, accepted));
    leaveIfDone();
  }

  private void obey(boolean selfAccept, int count) {
    mayAcceptItself = selfAccept;
    int wanted = count;
    while (wanted > 0 && takeNext()) {
      wanted--;
    }
    say(answer());
  }

  private Event answer() {
    if (holdsMany()) {
      return new Event.ChildOpened(slot, generation, accepted);
    }
    return open > 0
        ? new Event.ChildBusy(slot, generation)
        : new Event.ChildIdle(slot, generation, accepted);
  }

  private boolean takeNext() {
    Connection client = open < places ? run.accept() : null;
    if (client != null) {
      take(client);
    }
    return client != null;
  }

  private void take(Connection client) {
    open++;
    accepted++;
    servesSince = run.now();
    run.served(client);
    in(client.service(), this::finish);
  }

  private void finish() {
    open--;
    if (isLeaving) {
      leaveIfDone();
    } else if (holdsMany()) {
      say(new Event.ChildClosed(slot, generation, accepted - open));
      lookForClients();
    } else if (isFree) {
      lookForClients();
    } else if (!(maySelfAccept() && takeNext())) {
      say(new Event.ChildIdle(slot, generation, accepted));
    }
  }

  private boolean maySelfAccept() {
    return mayAcceptItself && (most == 0 || accepted < most);
  }

  /** Without orders, and without a word unless it holds many; the parent reads its record. */
  void lookForClients() {
    boolean hasAny = false;
    while (isFree && !isLeaving && !isGone && takeNext()) {
      hasAny = true;
    }
    if (hasAny && holdsMany()) {
      say(answer());
    }
  }

  private void leaveIfDone() {
    if (isLeaving && hasStarted && open == 0) {
      exit();
    }
  }

  private void exit() {
    isGone = true;
    run.lost(open);
    run.in(
        run.message(),
        () -> {
          run.tell(new Event.ChannelClosed(slot, generation));
          run.tell(new Event.ChildExited(slot, generation, Blame.OUTSIDE));
        });
  }

  private void say(Event word) {
    run.in(run.message(), () -> run.tell(word));
  }

  private void hear(Runnable word) {
    in(run.message(), word);
  }

  private void in(long delay, Runnable deed) {
    run.in(
        delay,
        () -> {
          if (!isGone) {
            deed.run();
          }
        });
  }
}
