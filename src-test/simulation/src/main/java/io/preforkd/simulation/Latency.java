package io.preforkd.simulation;

/**
 * The longest delays of a run, nanoseconds; each message draws its own. Long ones make races: an
 * order crosses a leave, a drain crosses a busy.
 *
 * @param wake from the kernel's readiness to the parent
 * @param toChild from the parent to a child
 * @param toParent from a child to the parent
 * @param reap from the death of a child to its reaping
 * @param handshake from the first packet of a client to its place in the queue, below the pool's
 *     quiet time
 */
record Latency(long wake, long toChild, long toParent, long reap, long handshake) {
  static Latency draw(Dice dice) {
    return new Latency(
        dice.oneOf(0, 0, 50, 1000) * Dice.MICROSECOND,
        dice.oneOf(0, 20, 200, 3000) * Dice.MICROSECOND,
        dice.oneOf(0, 20, 200, 3000) * Dice.MICROSECOND,
        dice.oneOf(0, 200, 5000) * Dice.MICROSECOND,
        dice.oneOf(0, 100, 45_000) * Dice.MICROSECOND);
  }
}
