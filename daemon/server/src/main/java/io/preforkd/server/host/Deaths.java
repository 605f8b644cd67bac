package io.preforkd.server.host;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.sys.WaitStatus;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings together what the kernel and what the core know of a death, and makes one record of it.
 */
final class Deaths {
  /** EX_USAGE and EX_CONFIG: the worker itself says that another try is of no use. */
  private static final Set<Integer> HOPELESS = Set.of(64, 78);

  private final Consumer<String> giveUp;
  private final PoolLog log;
  private final Counters counters;
  private final Map<Integer, WaitStatus> reaped = new HashMap<>();

  /**
   * @param giveUp told why when the worker says that it will never work
   */
  Deaths(Consumer<String> giveUp, PoolLog log, Counters counters) {
    this.giveUp = giveUp;
    this.log = log;
    this.counters = counters;
  }

  /** The child of this slot was reaped; {@link #record} follows in the same event. */
  void ended(int slot, WaitStatus how) {
    reaped.put(slot, how);
  }

  void record(
      ChildId child,
      SlotState doing,
      EndReason reason,
      long ageNanos,
      boolean hadBeenIdle,
      BoardCounts counts) {
    WaitStatus how = reaped.remove(child.slot());
    counters.exited(cause(reason, how), counts);
    log.died(child, how, doing, reason, ageNanos, counts);
    if (!hadBeenIdle
        && how instanceof WaitStatus.Exited exited
        && HOPELESS.contains(exited.code())) {
      giveUp.accept(
          "the worker ended with exit code "
              + exited.code()
              + ", which means that another try is of no use");
    }
  }

  private static String cause(EndReason reason, WaitStatus how) {
    if (reason != null) {
      return reason.name().toLowerCase(Locale.ROOT);
    }
    if (how instanceof WaitStatus.Exited exited) {
      return exited.code() == 0 ? "exit" : "error";
    }
    return "signal";
  }
}
