package io.preforkd.server.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.Blame;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.Event;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.Slot;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.journal.Track;
import io.preforkd.server.background.Helpers;
import io.preforkd.server.testing.PoolSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * Pools that share a quota and are told of things by chance, likely or not; their editions come and
 * go. What they decide is carried out by nobody: a child is what its slot says.
 */
final class Turmoil {
  private static final int LIMIT = 20;
  private static final long STEP = 50_000_000L;

  private final Random random;
  private final Quota quota = new Quota(LIMIT);
  private final Journal journal;
  private final List<Track> pools = new ArrayList<>();
  private final List<Generations> rows = List.of(new Generations(), new Generations());
  private long now = 1;

  Turmoil(long seed) {
    this(seed, Helpers.named("journal"));
  }

  /**
   * @param threads of the journal
   */
  Turmoil(long seed, ThreadFactory threads) {
    random = new Random(seed);
    journal = new Journal(quota, "1.2.3", Turmoil::fail, threads);
    rows.forEach(row -> open(row, PoolMode.DYNAMIC));
  }

  private static void fail(Throwable fault) {
    throw new AssertionError(fault);
  }

  Journal journal() {
    return journal;
  }

  private void open(Generations row, PoolMode mode) {
    Scaling scaling = random.nextInt(4) == 0 ? Scaling.SPAMD : Scaling.SPARES;
    Pool pool = new Pool(PoolSpecs.of(mode), scaling.algorithm(), quota, row);
    Track track = journal.add("pool" + rows.indexOf(row), scaling, row, pool);
    if (random.nextInt(10) == 0) {
      track.abandon();
      return;
    }
    pools.add(track);
    track.on(now, new Event.Open());
  }

  /** Lets so many things happen. */
  void live(int events) {
    for (int i = 0; i < events; i++) {
      now += random.nextInt(10) == 0 ? random.nextLong(STEP) : random.nextLong(STEP / 100);
      if (pools.size() < 4 && random.nextInt(2000) == 0) {
        openAny();
      }
      while (pools.isEmpty()) { // one that is opened may be abandoned
        openAny();
      }
      if (random.nextInt(1000) == 0) {
        journal.limit(LIMIT - random.nextInt(LIMIT / 2));
      }
      happen(pools.get(random.nextInt(pools.size())));
    }
  }

  private void openAny() {
    open(rows.get(random.nextInt(rows.size())), any(PoolMode.values()));
  }

  private void happen(Track pool) {
    Event event = now >= pool.pool().nextDeadline() ? new Event.Tick() : draw(pool.pool());
    List<Action> actions = pool.on(now, event);
    if (actions.contains(new Action.Stopped())) {
      pools.remove(pool);
    }
  }

  private Event draw(Pool pool) {
    Slot slot = pool.scoreboard().slot(random.nextInt(pool.scoreboard().size()));
    return random.nextInt(50) == 0 ? rare(pool, slot) : usual(slot);
  }

  private Event usual(Slot slot) {
    int number = slot.number();
    long generation = slot.generation();
    return switch (slot.state()) {
      case VACANT -> new Event.ConnectionPending(0);
      case STARTING, ORDERED, BUSY ->
          random.nextBoolean() || slot.state() != SlotState.ORDERED
              ? new Event.ChildIdle(number, generation, random.nextInt(9))
              : new Event.ChildBusy(number, generation);
      case IDLE -> new Event.Backlog(0, random.nextInt(3));
      default -> new Event.ChildExited(number, generation, Blame.CHILD);
    };
  }

  private Event rare(Pool pool, Slot slot) {
    int number = slot.number();
    long generation = slot.generation();
    return switch (random.nextInt(12)) {
      case 0 -> new Event.ChildExited(number, generation, any(Blame.values()));
      case 1 -> new Event.ChildFailed(number, generation, EndReason.PROTOCOL);
      case 2 -> new Event.ChannelClosed(number, generation);
      case 3 -> new Event.ChildLeaving(number, generation);
      case 4 -> new Event.ChildAcceptFailed(number, generation);
      case 5 -> new Event.MemoryPressure(any(Pressure.values()));
      case 6 -> new Event.Scale(new SizeOrder.To(1 + random.nextInt(9)));
      case 7 -> new Event.Scale(new SizeOrder.Auto());
      case 8 -> new Event.Reconfigured(PoolSpecs.of(any(PoolMode.values())));
      case 9 -> new Event.KillChild(number, generation);
      case 10 -> new Event.Lend(random.nextInt(3));
      default -> end(pool);
    };
  }

  private <T> T any(T[] choices) {
    return List.of(choices).get(random.nextInt(choices.length));
  }

  private Event end(Pool pool) {
    if (random.nextInt(10) > 0) {
      return new Event.ChildMemory(0, pool.scoreboard().slot(0).generation(), 1);
    }
    return random.nextBoolean() ? new Event.Stop() : new Event.Retire(Set.of(0));
  }
}
