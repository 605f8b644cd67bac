package io.preforkd.pool;

/** Names the child that is ordered to accept the next connection. */
public interface DispatchPolicy {

  /**
   * The slot to order, one that the scoreboard counts as {@link Scoreboard#ready}; -1 if there is
   * none.
   *
   * @param board the children as they are now
   * @param listener index of the listener on which a connection waits
   */
  int choose(Scoreboard board, int listener);
}
