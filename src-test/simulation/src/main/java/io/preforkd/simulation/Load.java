package io.preforkd.simulation;

/**
 * What the clients of one listener are like.
 *
 * @param gap longest time between two arrivals, nanoseconds
 * @param burst most clients who come at one moment
 * @param hold ordinary time that serving takes
 * @param heldOdds once in so many a client says nothing and is held for seconds
 * @param hangUpOdds once in so many a client gives up soon
 */
record Load(long gap, int burst, long hold, int heldOdds, int hangUpOdds) {
  /** The same clients, who come so many times more rarely. */
  Load stretched(int times) {
    return new Load(gap * times, burst, hold, heldOdds, hangUpOdds);
  }

  static Load draw(Dice dice) {
    return new Load(
        dice.oneOf(1, 3, 10, 100, 2000) * Dice.MILLISECOND,
        dice.oneOf(1, 1, 3, 20),
        dice.oneOf(100, 1000, 10_000, 200_000) * Dice.MICROSECOND,
        dice.oneOf(0, 300, 20),
        dice.oneOf(0, 50, 5));
  }
}
