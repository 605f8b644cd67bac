package io.preforkd.server.host;

import io.preforkd.pool.Blame;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.Durations;
import io.preforkd.server.hook.HookCall;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.sys.WaitStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings together what the kernel and what the core know of a death, and makes one record of it.
 */
final class Deaths {
  private record End(WaitStatus how, Verdict verdict) {}

  private final Supervision supervision;
  private final Consumer<String> giveUp;
  private final PoolLog log;
  private final Counters counters;
  private final Consumer<HookCall> hooks;
  private final Consumer<ExitView> exits;
  private final Map<Integer, End> reaped = new HashMap<>();
  private final Set<Integer> unwilling = new HashSet<>();

  /**
   * @param giveUp told why when a child is dead that had said that another try is of no use
   */
  Deaths(
      Supervision supervision,
      Consumer<String> giveUp,
      PoolLog log,
      Counters counters,
      Consumer<HookCall> hooks,
      Consumer<ExitView> exits) {
    this.supervision = supervision;
    this.giveUp = giveUp;
    this.log = log;
    this.counters = counters;
    this.hooks = hooks;
    this.exits = exits;
  }

  /**
   * The child of this slot was reaped; {@link #record} follows in the same event.
   *
   * @param isUnasked whether nobody had asked it to go
   * @return whose fault that was, if so
   */
  Blame ended(int slot, WaitStatus how, boolean isUnasked) {
    boolean outOfMemory = isUnasked && supervision.oomKills().explain(how);
    Verdict verdict = Verdict.of(how, outOfMemory);
    reaped.put(slot, new End(how, verdict));
    return verdict.blame();
  }

  /** The child of this slot has said so; until it is dead it may have a connection in hand. */
  void askedNotToBeRestarted(int slot) {
    unwilling.add(slot);
  }

  /** Whoever has said so and is not dead. */
  List<Integer> unwilling() {
    return List.copyOf(unwilling);
  }

  /**
   * The child has ended for this reason, null if nobody had asked it to.
   *
   * @param counts its connections
   * @param services how long they took
   */
  void record(
      ChildId child,
      SlotState doing,
      EndReason reason,
      long ageNanos,
      BoardCounts counts,
      Durations services) {
    End end = reaped.remove(child.slot());
    String cause = cause(reason, end.verdict());
    ExitView exit = new ExitView(child, cause, end.how(), ageNanos, counts);
    counters.exited(exit, services);
    log.died(child, end.how(), doing, reason, end.verdict(), ageNanos, counts);
    hooks.accept(HookCall.childExited(child, cause, end.how(), ageNanos, counts.accepted()));
    exits.accept(exit);
    if (unwilling.remove(child.slot())) {
      giveUp.accept("the worker asked not to be restarted");
    } else if (isUnasked(reason)) {
      heed("the worker", end.how());
    }
  }

  /** The code of a child that was told to go is no word about the next one. */
  private static boolean isUnasked(EndReason reason) {
    return reason == null || reason == EndReason.LEFT;
  }

  /** A template has ended, unasked, before it had forked a child that waited for it. */
  void templateEnded(WaitStatus how) {
    heed("the template", how);
  }

  private void heed(String who, WaitStatus how) {
    if (how instanceof WaitStatus.Exited exited
        && supervision.noRestartCodes().contains(exited.code())) {
      giveUp.accept(
          who
              + " ended with exit code "
              + exited.code()
              + ", which means that another try is of no use");
    }
  }

  private static String cause(EndReason reason, Verdict verdict) {
    return reason == null ? verdict.label() : reason.name().toLowerCase(Locale.ROOT);
  }
}
