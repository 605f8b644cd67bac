package io.preforkd.server.child;

/**
 * Connections as a child counts them, on the board or by its frames.
 *
 * @param accepted accepted in all
 * @param finished served to their end
 * @param failed ended by a failure of the handler
 */
public record BoardCounts(long accepted, long finished, long failed) {
  public static final BoardCounts ZERO = new BoardCounts(0, 0, 0);

  /** No child lives to see it, and sums over all children stay far from the end of numbers. */
  private static final long MOST = 1L << 40;

  public BoardCounts plus(BoardCounts more) {
    return new BoardCounts(
        accepted + more.accepted, finished + more.finished, failed + more.failed);
  }

  /** These, with what cannot be true cut off: a sum that went backwards would be no counter. */
  BoardCounts possible() {
    long most = Math.max(0, Math.min(accepted, MOST));
    long good = Math.max(0, Math.min(finished, most));
    return new BoardCounts(most, good, Math.max(0, Math.min(failed, most - good)));
  }

  /** Accepted and neither finished nor failed: in hand while the child lives, lost when it dies. */
  public long open() {
    return accepted - finished - failed;
  }
}
