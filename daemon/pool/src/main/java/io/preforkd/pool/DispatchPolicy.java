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

  /**
   * How many connections the chosen one may take at once, 1 to its places left.
   *
   * @param board the children as they are now, the chosen one not yet ordered
   */
  default int count(Scoreboard board, Slot chosen) {
    return 1;
  }

  /** What it remembers. */
  default void note(Notes notes) {}
}
