package io.preforkd.server.host;

import io.preforkd.config.GiveUpSettings.Then;
import io.preforkd.config.PoolSettings;
import io.preforkd.pool.DispatchPolicy;
import io.preforkd.pool.LowestIdle;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Quota;
import io.preforkd.pool.ScalingAlgorithm;
import io.preforkd.pool.SpamdScaling;
import io.preforkd.pool.Spares;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.Nursery;
import io.preforkd.server.child.WorkerCommand;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.loop.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes editions of pools from their settings. */
final class PoolFactory {
  /** So that max can be raised later without another board; what nobody writes costs no memory. */
  private static final int LEAST_SLOTS = 256;

  private final EventLoop loop;
  private final Archives archives;
  private final Quota quota;
  private final OomKills oomKills;
  private final MemoryWatch memory;
  private final Runnable whenChanged;

  /** Not the same on every machine, or a whole fleet would replace its children at one time. */
  private final long seed = new SplittableRandom().nextLong();

  /**
   * @param whenChanged told of each pool's readiness and end
   */
  PoolFactory(
      EventLoop loop,
      Archives archives,
      Quota quota,
      OomKills oomKills,
      MemoryWatch memory,
      Runnable whenChanged) {
    this.loop = loop;
    this.archives = archives;
    this.quota = quota;
    this.oomKills = oomKills;
    this.memory = memory;
    this.whenChanged = whenChanged;
  }

  Quota quota() {
    return quota;
  }

  /**
   * An edition that has not been opened; its listeners are still the caller's if this fails.
   *
   * @param files the stamp of the worker's files
   * @param inherited see {@link Edition}
   */
  Edition make(
      PoolSettings settings,
      String files,
      Duration stopTimeout,
      List<Listener> listeners,
      Map<Integer, Integer> inherited,
      Service service)
      throws IOException {
    int slots = Math.max(LEAST_SLOTS, settings.max());
    Board board = Board.create(settings.name(), slots);
    try {
      Nursery nursery = archives.nursery(settings, listeners, board);
      PoolParts parts =
          new PoolParts(
              settings.name(),
              WorkerCommand.describe(settings.worker()),
              listeners,
              board,
              nursery,
              supervision(settings),
              service.counters());
      Pool pool =
          new Pool(
              spec(settings, listeners.size(), stopTimeout),
              dispatch(settings),
              scaling(settings),
              quota,
              service.generations());
      PoolHost host = new PoolHost(loop, pool, quota, parts, whenChanged);
      return new Edition(settings, files, slots, listeners, inherited, host);
    } catch (IOException | RuntimeException e) {
      board.close();
      throw e;
    }
  }

  /** What the core is told of these settings. */
  PoolSpec spec(PoolSettings settings, int listeners, Duration stopTimeout) {
    return Specs.of(settings, listeners, stopTimeout, seed);
  }

  private Supervision supervision(PoolSettings pool) {
    return new Supervision(
        pool.noRestartCodes(), pool.giveUp().then() == Then.EXIT, oomKills, memory);
  }

  private static DispatchPolicy dispatch(PoolSettings pool) {
    if (pool.dispatch().equals("lowest-idle")) {
      return new LowestIdle();
    }
    throw new IllegalArgumentException("dispatch " + pool.dispatch());
  }

  private static ScalingAlgorithm scaling(PoolSettings pool) {
    return switch (pool.scaling()) {
      case "spares" -> new Spares();
      case "spamd" -> new SpamdScaling();
      default -> throw new IllegalArgumentException("scaling " + pool.scaling());
    };
  }
}
