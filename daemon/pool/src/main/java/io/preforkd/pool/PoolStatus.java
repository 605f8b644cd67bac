package io.preforkd.pool;

import java.util.OptionalInt;

/**
 * A pool at one moment.
 *
 * @param idle children that can be ordered, or rest
 * @param busy children that are ordered or busy
 * @param starting children that have not said idle yet
 * @param successors those of them that take the places of children which have left in order
 * @param leaving children that were told to go, or killed
 * @param living all processes
 * @param waiting connections that wait while nobody is idle, as last measured
 * @param spec what the operator asked for
 * @param held the number that the operator holds it at; empty if the algorithm decides
 * @param saturated whether connections wait and no child may be started
 * @param saturatedNanos how long that has been so, in all
 * @param youngDeaths children in a row that died young of their own
 * @param pauseNanos the pause in the spawning because of them, 0 if there is none
 * @param degraded whether they were as many as {@code give-up} says
 * @param pressure how short of memory the pool takes itself to be
 */
public record PoolStatus(
    int idle,
    int busy,
    int starting,
    int successors,
    int leaving,
    int living,
    int waiting,
    PoolSpec spec,
    OptionalInt held,
    boolean saturated,
    long saturatedNanos,
    int youngDeaths,
    long pauseNanos,
    boolean degraded,
    Pressure pressure) {

  static PoolStatus of(Scoreboard board, int waiting, PoolSpec spec, Sizing sizing) {
    Throttle throttle = sizing.throttle();
    return new PoolStatus(
        board.count(SlotState.IDLE),
        board.count(SlotState.ORDERED) + board.count(SlotState.BUSY),
        board.count(SlotState.STARTING),
        board.successors(),
        board.count(SlotState.DRAINING) + board.count(SlotState.KILLED),
        board.living(),
        waiting,
        spec,
        sizing.hold().children(),
        sizing.saturation().isNow(),
        sizing.saturation().total(),
        throttle.deaths(),
        throttle.deaths() == 0 ? 0 : throttle.pause(spec),
        throttle.isDegraded(),
        sizing.memory().told());
  }
}
