package io.preforkd.server.child;

/**
 * Counts the connections of a child that keeps no record on the board, by its frames. In version 1
 * they carry totals, modulo 2^32; the stock protocol has a pid in their place, and there each busy
 * is a connection, which has ended when the child is idle again.
 */
final class FrameTally {
  private long accepted;
  private long finished;
  private boolean mayAccept;

  DialogueState.TallyState state() {
    return new DialogueState.TallyState(accepted, finished, mayAccept);
  }

  void restore(DialogueState.TallyState state) {
    accepted = state.accepted();
    finished = state.finished();
    mayAccept = state.mayAccept();
  }

  /** From now on, and until it is idle, it may say that it has accepted. */
  void ordered() {
    mayAccept = true;
  }

  void busy(int total) {
    if (mayAccept) {
      accepted += Integer.toUnsignedLong(total - (int) accepted);
      onlyTheLastIsOpen();
    }
  }

  void idle(int total) {
    mayAccept = false;
    finished += Integer.toUnsignedLong(total - (int) finished);
  }

  /** One that holds many has accepted so many in all. */
  void opened(int total) {
    accepted += Integer.toUnsignedLong(total - (int) accepted);
  }

  /** So many of them have ended in all. */
  void ended(int total) {
    finished += Integer.toUnsignedLong(total - (int) finished);
  }

  void busyInStock() {
    if (mayAccept) {
      accepted++;
      onlyTheLastIsOpen();
    }
  }

  /**
   * It holds one connection at a time: whoever has accepted another has finished the one before.
   */
  private void onlyTheLastIsOpen() {
    finished = Math.max(finished, accepted - 1);
  }

  void idleInStock() {
    mayAccept = false;
    finished = accepted;
  }

  /** It has left with exit code 0, for which it had to finish what it had accepted. */
  void leftInOrder() {
    finished = accepted;
  }

  BoardCounts counts() {
    return new BoardCounts(accepted, finished, 0);
  }
}
