package io.preforkd.server.host;

import io.preforkd.pool.Blame;
import io.preforkd.server.sys.WaitStatus;
import java.util.Set;

/**
 * What a death was that nobody asked for.
 *
 * @param label the reason of exit in the metrics
 * @param words for the log, with the remedy where there is one
 * @param blame whose fault it was
 */
record Verdict(String label, String words, Blame blame) {
  /** What operators, supervisors and terminals send: HUP, INT, QUIT, KILL, USR1, USR2, TERM. */
  private static final Set<Integer> SENT_BY_OTHERS = Set.of(1, 2, 3, 9, 10, 12, 15);

  /** XCPU and XFSZ. */
  private static final Set<Integer> LIMITS = Set.of(24, 25);

  /** A shell or a JVM that was ended by such a signal exits with this and its number. */
  private static final int BY_SIGNAL = 128;

  private static final String UNASKED = "nobody asked it to";

  /**
   * Decides.
   *
   * @param outOfMemory whether the kernel has counted a process that it killed for memory
   */
  static Verdict of(WaitStatus how, boolean outOfMemory) {
    if (outOfMemory) {
      return new Verdict(
          "oom",
          "out of memory, killed by the kernel; lower max or the worker's heap, or raise the"
              + " cgroup's limit",
          Blame.CHILD);
    }
    if (how instanceof WaitStatus.Exited exited) {
      return new Verdict(exited.code() == 0 ? "exit" : "error", UNASKED, blame(exited.code()));
    }
    int signal = ((WaitStatus.Killed) how).signal();
    if (LIMITS.contains(signal)) {
      return new Verdict("limit", "reached one of its limits; raise it in limits", Blame.CHILD);
    }
    return new Verdict("signal", UNASKED, blame(BY_SIGNAL + signal));
  }

  private static Blame blame(int code) {
    return SENT_BY_OTHERS.contains(code - BY_SIGNAL) ? Blame.OUTSIDE : Blame.CHILD;
  }
}
