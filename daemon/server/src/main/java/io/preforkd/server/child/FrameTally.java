package io.preforkd.server.child;

import java.util.function.LongSupplier;

/**
 * Counts the connections of a child that keeps no record on the board, by its frames. In version 1
 * they carry totals, modulo 2^32; the stock protocol has a pid in their place, and there each busy
 * is a connection, which has ended when the child is idle again.
 *
 * <p>How long a connection took is known where the child holds one at a time: from the word that it
 * has accepted to the next word.
 */
final class FrameTally {
  private final LongSupplier clock;
  private DurationTally services = new DurationTally(Durations.SERVICE);
  private long accepted;
  private long finished;
  private boolean mayAccept;
  private long since;

  /**
   * @param clock as {@link System#nanoTime}
   */
  FrameTally(LongSupplier clock) {
    this.clock = clock;
  }

  DialogueState.TallyState state() {
    return new DialogueState.TallyState(accepted, finished, mayAccept, since, services.counts());
  }

  void restore(DialogueState.TallyState state) {
    accepted = state.accepted();
    finished = state.finished();
    mayAccept = state.mayAccept();
    since = state.since();
    services = DurationTally.from(state.services());
  }

  /** From now on, and until it is idle, it may say that it has accepted. */
  void ordered() {
    mayAccept = true;
  }

  void busy(int total) {
    if (mayAccept) {
      begin(Integer.toUnsignedLong(total - (int) accepted));
    }
  }

  void idle(int total) {
    mayAccept = false;
    end(Integer.toUnsignedLong(total - (int) finished));
  }

  /** One that holds many has accepted so many in all. */
  void opened(int total) {
    accepted += Integer.toUnsignedLong(total - (int) accepted);
  }

  /** So many of them have ended in all; which of them, nobody says. */
  void ended(int total) {
    finished += Integer.toUnsignedLong(total - (int) finished);
  }

  void busyInStock() {
    if (mayAccept) {
      begin(1);
    }
  }

  /**
   * It holds one connection at a time: whoever has accepted another has finished the one before.
   */
  private void begin(long more) {
    if (more > 0) {
      noteTheEnd();
      since = clock.getAsLong();
    }
    accepted += more;
    finished = Math.max(finished, accepted - 1);
  }

  void idleInStock() {
    mayAccept = false;
    end(accepted - finished);
  }

  /** It has left with exit code 0, for which it had to finish what it had accepted. */
  void leftInOrder() {
    end(accepted - finished);
  }

  private void end(long more) {
    if (more > 0) {
      noteTheEnd();
    }
    finished += more;
  }

  private void noteTheEnd() {
    if (accepted - finished == 1) {
      services.add(clock.getAsLong() - since);
    }
  }

  BoardCounts counts() {
    return new BoardCounts(accepted, finished, 0);
  }

  Durations services() {
    return services.counts();
  }
}
