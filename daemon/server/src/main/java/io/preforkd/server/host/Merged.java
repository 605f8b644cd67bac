package io.preforkd.server.host;

import io.preforkd.pool.PoolStatus;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/** The editions of a pool as one. */
final class Merged {
  private Merged() {}

  /**
   * Children of all editions, everything else of the first.
   *
   * @param saturatedBefore nanoseconds in which editions before it were saturated
   */
  static PoolStatus of(List<PoolStatus> editions, long saturatedBefore, OptionalInt held) {
    PoolStatus first = editions.get(0);
    return new PoolStatus(
        sum(editions, PoolStatus::idle),
        sum(editions, PoolStatus::busy),
        sum(editions, PoolStatus::starting),
        sum(editions, PoolStatus::successors),
        sum(editions, PoolStatus::leaving),
        sum(editions, PoolStatus::living),
        first.waiting(),
        first.spec(),
        held,
        first.saturated(),
        saturatedBefore + first.saturatedNanos(),
        first.youngDeaths(),
        first.pauseNanos(),
        first.degraded(),
        first.pressure());
  }

  private static int sum(List<PoolStatus> editions, ToIntFunction<PoolStatus> part) {
    return editions.stream().mapToInt(part).sum();
  }
}
