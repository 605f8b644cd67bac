package io.preforkd.pool;

/**
 * The lowest-numbered idle child: few connections keep few children warm, and those with high
 * numbers can leave. The rule of SpamAssassin's SpamdForkScaling, by slot in place of pid, since
 * pids wrap. One with several places is filled before the next one is begun.
 */
final class LowestIdle implements DispatchPolicy {
  @Override
  public int choose(Scoreboard board, int listener) {
    return board.lowestReady();
  }

  @Override
  public int count(Scoreboard board, Slot chosen) {
    return chosen.placesLeft();
  }
}
