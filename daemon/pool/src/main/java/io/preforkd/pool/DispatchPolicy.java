package io.preforkd.pool;

/** Names the child that is ordered to accept the next connection. */
interface DispatchPolicy {
  /** No slot. */
  int NOBODY = -1;

  /**
   * The slot to order, one that the scoreboard counts as {@link Scoreboard#ready}; {@link #NOBODY}
   * if there is none.
   *
   * @param board the children as they are now
   * @param listener index of the listener on which a connection waits
   */
  int choose(Scoreboard board, int listener);

  /** What it remembers. */
  default void note(Notes notes) {}
}
