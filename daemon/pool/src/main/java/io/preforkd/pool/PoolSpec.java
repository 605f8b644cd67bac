package io.preforkd.pool;

/**
 * What an operator asked of a pool. Times are nanoseconds.
 *
 * @param mode how the size follows the load
 * @param dispatch how connections come to children; it cannot change
 * @param concurrency connections that a child may hold at one time, at least 1; where it is more
 *     than 1, spare is counted in connections that could be taken, not in children. It cannot
 *     change
 * @param listeners number of listening sockets, 0 or more; they are known by their index
 * @param min fewest children, 0 to {@code max}
 * @param max most living children, at least 1
 * @param start children at the opening, {@code min} to {@code max}
 * @param minSpare fewest spare (idle or starting) children
 * @param maxSpare most idle children; a surplus that lasts for {@code shrinkAfter} leaves
 * @param growthCap most children starting at one time, at least 1
 * @param growthInterval while spares are missing and nobody waits, 1, 2, 4 .. 32 children are
 *     started, one step an interval
 * @param shrinkAfter how long children must have been surplus before they leave, at least {@link
 *     #LEAST_SHRINK_AFTER}
 * @param selfAccept whether a child may try one more accept itself before it reports idle
 * @param orderRetry after this long without an answer to an order the next idle child is ordered as
 *     well
 * @param orderTimeout after this long without an answer to an order the child is killed
 * @param startTimeout longest time from the spawn to the first idle
 * @param drainTimeout longest time from the order to leave to the exit
 * @param stopTimeout longest time from the stop of the pool to TERM for those left
 * @param killAfter time from TERM to KILL
 * @param respawnDelay pause after a child that died young of its own; doubles with each further
 *     wave of them
 * @param respawnDelayMax longest such pause
 * @param settleTime so long after its first idle a child is no longer young; one that has served a
 *     connection is not either
 * @param giveUp when the pool counts as degraded
 * @param limits when children are recycled
 * @param connection how long a child may hold one connection
 * @param pings when children are asked for a sign of life
 */
public record PoolSpec(
    PoolMode mode,
    Dispatch dispatch,
    int concurrency,
    int listeners,
    int min,
    int max,
    int start,
    int minSpare,
    int maxSpare,
    int growthCap,
    long growthInterval,
    long shrinkAfter,
    boolean selfAccept,
    long orderRetry,
    long orderTimeout,
    long startTimeout,
    long drainTimeout,
    long stopTimeout,
    long killAfter,
    long respawnDelay,
    long respawnDelayMax,
    long settleTime,
    GiveUp giveUp,
    ChildLimits limits,
    ConnectionLimits connection,
    PingSpec pings) {
  /** A child that has become idle needs a moment in which it can be ordered. */
  public static final long LEAST_SHRINK_AFTER = 10_000_000L;

  public PoolSpec {
    require(concurrency >= 1, "concurrency must be at least 1, not " + concurrency);
    require(listeners >= 0, "listeners must be at least 0, not " + listeners);
    require(max >= 1, "max must be at least 1, not " + max);
    require(min >= 0 && min <= max, "min must be 0.." + max + " (max), not " + min);
    require(start >= min && start <= max, "start must be " + min + ".." + max + ", not " + start);
    require(minSpare >= 0, "min-spare must not be negative, is " + minSpare);
    require(maxSpare >= minSpare, "max-spare " + maxSpare + " is below min-spare " + minSpare);
    require(growthCap >= 1, "growth-cap must be at least 1, not " + growthCap);
    require(growthInterval > 0, "growth-interval must be above 0, is " + growthInterval);
    require(
        shrinkAfter >= LEAST_SHRINK_AFTER,
        "shrink-after must be at least 10 ms, is " + shrinkAfter + " ns");
    require(orderRetry > 0 && orderRetry < orderTimeout, "order-retry must be below order-timeout");
    require(
        respawnDelay > 0 && respawnDelay <= respawnDelayMax,
        "respawn-delay must not be above respawn-delay-max");
    require(settleTime >= 0, "settle-time must not be negative, is " + settleTime);
  }

  /** The number of children that the pool keeps or has whatever the load. */
  int floor() {
    return mode == PoolMode.STATIC ? max : min;
  }

  /** The fewest children that could take so many connections at one time. */
  int childrenFor(int connections) {
    return -Math.floorDiv(-connections, concurrency);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
