package io.preforkd.server.view;

import io.preforkd.pool.PoolStatus;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.snapshot.SlotView;
import io.preforkd.server.sys.ProcFs;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The daemon, its pools and every child as JSON. */
public final class StatusJson {
  private StatusJson() {}

  /** Adds the members {@code daemon} and {@code pools}, of these pools, to an answer. */
  public static void describe(
      ObjectNode answer, String version, DaemonDetail detail, Predicate<PoolSnapshot> which) {
    describe(answer.putObject("daemon"), version, detail.daemon());
    ArrayNode pools = answer.putArray("pools");
    detail.daemon().pools().stream()
        .filter(which)
        .forEach(pool -> describe(pools.addObject(), pool, detail.slots().get(pool.name())));
  }

  private static void describe(ObjectNode node, String version, DaemonSnapshot daemon) {
    String state = daemon.isReady() ? "ready" : "not ready";
    node.put("version", version)
        .put("pid", ProcessHandle.current().pid())
        .put("state", daemon.isStopping() ? "stopping" : state)
        .put("uptime", ProcFs.uptime().toSeconds());
  }

  private static void describe(ObjectNode node, PoolSnapshot pool, List<SlotView> slots) {
    PoolStatus status = pool.status();
    node.put("name", pool.name())
        .put("ready", pool.isReady())
        .put("idle", status.idle())
        .put("busy", status.busy())
        .put("starting", status.starting())
        .put("leaving", status.leaving())
        .put("living", status.living())
        .put("min", status.spec().min())
        .put("max", status.spec().max())
        .put("min-spare", status.spec().minSpare())
        .put("max-spare", status.spec().maxSpare())
        .put("utilization", thousandths(pool.utilization()));
    status.held().ifPresent(held -> node.put("held", held));
    node.put("waiting", status.waiting())
        .put("backlog", pool.backlog())
        .put("backlog-limit", pool.room())
        .put("saturated", status.saturated())
        .put("saturated-seconds", thousandths(status.saturatedNanos() / 1e9))
        .put("accepted", pool.connections().accepted())
        .put("served", pool.connections().finished())
        .put("failed", pool.connections().failed())
        .put("lost", pool.counters().ofTheDead().open());
    ArrayNode list = node.putArray("slots");
    slots.forEach(slot -> describe(list.addObject(), slot));
  }

  private static void describe(ObjectNode node, SlotView slot) {
    node.put("slot", slot.slot())
        .put("gen", slot.generation())
        .put("pid", slot.pid())
        .put("state", slot.state().name().toLowerCase(Locale.ROOT))
        .put("age", seconds(slot.ageNanos()))
        .put("since", seconds(slot.stateNanos()))
        .put("open", slot.open())
        .put("connections", slot.connections());
    slot.memory().ifPresent(memory -> node.put("memory", memory.bytes()));
  }

  private static double thousandths(double number) {
    return Math.round(number * 1e3) / 1e3;
  }

  /** Seconds to a tenth. */
  static double seconds(long nanos) {
    return Math.round(nanos / 1e8) / 10.0;
  }
}
