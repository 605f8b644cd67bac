package io.preforkd.pool;

/**
 * Where children accept without orders, they say nothing, and their records tell who is idle. The
 * parent goes round and reads them: often while something happens, ever more seldom when nothing
 * changes, and not at all while everybody is idle. Then a watch tells that a connection has come.
 *
 * <p>Whoever is idle takes at once whom he finds. A child that is idle round after round, for
 * order-timeout, while somebody waits cannot: it is replaced.
 */
final class Rounds {
  /** Between two rounds while something happens. */
  static final long SHORTEST = 20_000_000L;

  /** Between two rounds while a child holds a connection and nothing else happens. */
  static final long LONGEST = 1_280_000_000L;

  /** A watch fires with each connection: it is for times in which few come. */
  private static final long QUIET = 160_000_000L;

  /** Rounds that prove anything, however short order-timeout is. */
  private static final int FEWEST = 5;

  private final Scoreboard board;
  private final Dispatcher dispatcher;
  private final Recycling recycling;
  private final Steering steering;
  private final Outbox out;
  private final Alarm alarm;
  private long pause = LONGEST;
  private long next = Alarm.NEVER;
  private boolean somebodyWaits;

  Rounds(
      Scoreboard board,
      Dispatcher dispatcher,
      Recycling recycling,
      Steering steering,
      Outbox out,
      Alarm alarm) {
    this.board = board;
    this.dispatcher = dispatcher;
    this.recycling = recycling;
    this.steering = steering;
    this.out = out;
    this.alarm = alarm;
  }

  /** The child has said, or its record does, that something has happened. */
  void heard(Slot child, long now) {
    child.isOfUse();
    if (child.state().isActive()) {
      stir(now);
    }
  }

  /** So many wait. */
  void counted(int connections, long now) {
    if (connections > 0) {
      somebodyWaits = true;
      stir(now);
    }
  }

  /** Something has happened: more of it may follow. */
  void stir(long now) {
    pause = SHORTEST;
    next = Math.min(next, now + SHORTEST);
  }

  /** If it is time to, reads the records and counts those who wait. */
  void go(long now) {
    if (now >= next) {
      look(now);
      count();
    }
    if (board.ready() > 0) {
      dispatcher.listenings().forEach(Listening::forgetWaiting);
    }
    alarm.by(next);
  }

  /** The same while the pool closes, which counts for itself. */
  void read(long now) {
    if (now >= next) {
      look(now);
    }
    alarm.by(next);
  }

  /** At the end of a round. Rounds are counted, not time: a stalled parent has not looked. */
  void judge(long now, PoolSpec spec) {
    if (now < next) {
      return;
    }
    int proof = (int) Math.max(FEWEST, spec.orderTimeout() / SHORTEST);
    for (int i = board.lowestReady(); i >= 0; i = board.nextReady(i + 1)) {
      Slot child = board.slot(i);
      boolean hasOwn = spec.dispatch().hasSocketsOfSlots();
      judge(child, hasOwn ? child.isAwaited() : somebodyWaits, proof);
    }
    somebodyWaits = false;
    board.nobodyIsAwaited();
  }

  private void judge(Slot child, boolean isAwaited, int proof) {
    if (isAwaited) {
      child.lookedAtInVain(proof);
    } else {
      child.isOfUse();
    }
    recycling.acceptsNobody(child);
  }

  private void look(long now) {
    out.add(new Action.Look());
    steering.inspect(now);
    next = isAtRest() ? Alarm.NEVER : now + pause;
    pause = Math.min(LONGEST, pause * 2);
  }

  private void count() {
    for (Listening listening : dispatcher.listenings()) {
      out.add(new Action.Measure(listening.index()));
    }
  }

  private boolean isAtRest() {
    return pause == LONGEST
        && board.count(SlotState.BUSY) == 0
        && board.count(SlotState.DRAINING) == 0;
  }

  void watchIfQuiet() {
    if (pause < QUIET) {
      return;
    }
    for (Listening listening : dispatcher.listenings()) {
      if (!listening.isWatched()) {
        dispatcher.watch(listening);
      }
    }
  }

  void note(Notes notes) {
    pause = notes.number("pause", pause);
    next = notes.number("next", next);
    somebodyWaits = notes.flag("somebodyWaits", somebodyWaits);
  }
}
