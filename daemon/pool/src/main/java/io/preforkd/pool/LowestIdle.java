package io.preforkd.pool;

/**
 * The lowest-numbered idle child: few connections keep few children warm, and those with high
 * numbers can leave. The rule of SpamAssassin's SpamdForkScaling, by slot in place of pid, since
 * pids wrap.
 */
final class LowestIdle implements DispatchPolicy {
  @Override
  public int choose(Scoreboard board, int listener) {
    return board.lowestReady();
  }
}
