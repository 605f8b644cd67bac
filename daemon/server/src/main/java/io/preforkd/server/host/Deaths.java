package io.preforkd.server.host;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.sys.WaitStatus;
import java.util.HashMap;
import java.util.HashSet;
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
  private final Set<Integer> unwilling = new HashSet<>();

  /**
   * @param giveUp told why when a child is dead that had said that another try is of no use
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

  /** The child of this slot has said so; until it is dead it may have a connection in hand. */
  void askedNotToBeRestarted(int slot) {
    unwilling.add(slot);
  }

  void record(ChildId child, SlotState doing, EndReason reason, long ageNanos, BoardCounts counts) {
    WaitStatus how = reaped.remove(child.slot());
    counters.exited(cause(reason, how), counts);
    log.died(child, how, doing, reason, ageNanos, counts);
    if (unwilling.remove(child.slot())) {
      giveUp.accept("the worker asked not to be restarted");
    } else if (isHopeless(reason, how)) {
      giveUp.accept(
          "the worker ended with exit code "
              + ((WaitStatus.Exited) how).code()
              + ", which means that another try is of no use");
    }
  }

  /** The code of a child that was told to go is no word about the next one. */
  private static boolean isHopeless(EndReason reason, WaitStatus how) {
    return (reason == null || reason == EndReason.LEFT)
        && how instanceof WaitStatus.Exited exited
        && HOPELESS.contains(exited.code());
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
