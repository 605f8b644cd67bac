package io.preforkd.pool;

/**
 * How much a child may do before it is recycled: replaced by a new one, gently. Each child's own
 * number of connections and age are a little lower, by a share that its generation draws, so that
 * children that were started together do not leave together. The draw is a function of seed and
 * generation: whoever replays a pool's events with the same limits gets the same decisions.
 *
 * @param connections most connections that a child accepts; 0: no limit
 * @param age longest time from the spawn, nanoseconds; 0: no limit
 * @param memory most bytes of a child that has served anybody; 0: no limit
 * @param jitter the most that is taken off a child's connections and age, percent, 0 to 100
 * @param seed where the draws begin; any number
 */
public record ChildLimits(long connections, long age, long memory, int jitter, long seed) {
  /** Children live for ever. */
  public static final ChildLimits NONE = new ChildLimits(0, 0, 0, 0, 0);

  private static final long GAMMA = 0x9e3779b97f4a7c15L;
  private static final double PERCENT = 100;

  public ChildLimits {
    require(connections >= 0, "max-connections must not be negative, is " + connections);
    require(age >= 0, "max-age must not be negative, is " + age);
    require(memory >= 0, "max-memory must not be negative, is " + memory);
    require(jitter >= 0 && jitter <= PERCENT, "recycle-jitter must be 0..100, not " + jitter);
  }

  /** The connections after which this generation is to go, at least 1; 0: no limit. */
  public long connectionsOf(long generation) {
    return connections == 0 ? 0 : Math.max(1, connections - drawn(connections, generation));
  }

  /** The age at which this generation is to go, nanoseconds; {@link Long#MAX_VALUE}: never. */
  public long ageOf(long generation) {
    return age == 0 ? Long.MAX_VALUE : Math.max(1, age - drawn(age, generation));
  }

  /** Whether there is any. */
  public boolean any() {
    return connections > 0 || age > 0 || memory > 0;
  }

  private long drawn(long limit, long generation) {
    double fraction = (mix(seed + generation * GAMMA) >>> 11) * 0x1.0p-53;
    return (long) (limit * (jitter / PERCENT) * fraction);
  }

  /** SplitMix64, whose outputs for inputs in a row look like chance. */
  private static long mix(long number) {
    long bits = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
    return bits ^ (bits >>> 31);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
