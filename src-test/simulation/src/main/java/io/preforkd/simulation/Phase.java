package io.preforkd.simulation;

/**
 * A time in which clients and children are of one kind.
 *
 * @param time its length, nanoseconds
 * @param stretch how many times rarer clients come than their {@link Load} says
 */
record Phase(long time, int stretch) {
  private static final long QUIET = 3540 * Dice.SECOND;
  private static final long RUSH = 60 * Dice.SECOND;

  /** As many come as the load says, for seconds. */
  static Phase brief(Dice dice) {
    return new Phase(dice.between(2, 20) * Dice.SECOND, 1);
  }

  /** Most of an hour: somebody comes from time to time. */
  static Phase quiet(Dice dice) {
    return new Phase(QUIET, dice.oneOf(3000, 30_000));
  }

  /** The rest of that hour: all come at once. */
  static Phase rush() {
    return new Phase(RUSH, 1);
  }
}
