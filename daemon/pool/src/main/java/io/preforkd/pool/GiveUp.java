package io.preforkd.pool;

/**
 * When a pool counts as degraded: so many failures in a row within so long.
 *
 * @param failures waves of young deaths that no child has come through, at least 1
 * @param within nanoseconds, above 0
 */
public record GiveUp(int failures, long within) {
  public GiveUp {
    if (failures < 1 || within <= 0) {
      throw new IllegalArgumentException(
          "give-up needs at least 1 failure within more than 0 s, not "
              + failures
              + " within "
              + within
              + " ns");
    }
  }
}
