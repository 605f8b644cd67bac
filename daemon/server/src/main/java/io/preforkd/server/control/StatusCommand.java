package io.preforkd.server.control;

import io.preforkd.pool.PoolStatus;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.snapshot.SlotView;
import io.preforkd.server.sys.ProcFs;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code status}: the daemon, its pools and every child. */
final class StatusCommand implements Command {
  private static final String POOL = "pool";

  @Override
  public String name() {
    return "status";
  }

  @Override
  public boolean isQuestion() {
    return true;
  }

  @Override
  public Set<String> members() {
    return Set.of(POOL);
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    Optional<String> only = request.find(POOL);
    DaemonDetail detail = controls.detail();
    List<PoolSnapshot> pools =
        detail.daemon().pools().stream()
            .filter(pool -> only.isEmpty() || only.get().equals(pool.name()))
            .toList();
    if (pools.isEmpty() && only.isPresent()) {
      throw new Refusal(Kind.DATA, "there is no pool named " + only.get());
    }
    ObjectNode answer = Answer.ok();
    describe(answer.putObject("daemon"), controls, detail);
    ArrayNode list = answer.putArray("pools");
    pools.forEach(pool -> describe(list.addObject(), pool, detail.slots().get(pool.name())));
    return answer;
  }

  private static void describe(ObjectNode daemon, Controls controls, DaemonDetail detail) {
    String state = detail.daemon().isReady() ? "ready" : "not ready";
    daemon
        .put("version", controls.version())
        .put("pid", ProcessHandle.current().pid())
        .put("state", detail.daemon().isStopping() ? "stopping" : state)
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
        .put("max", status.spec().max());
    status.held().ifPresent(held -> node.put("held", held));
    node.put("waiting", status.waiting())
        .put("saturated", status.saturated())
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

  /** Seconds to a tenth. */
  private static double seconds(long nanos) {
    return Math.round(nanos / 1e8) / 10.0;
  }
}
