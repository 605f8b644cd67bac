package io.preforkd.server.capacity;

import io.preforkd.pool.model.Findings;
import io.preforkd.pool.model.Waits;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What came of one load on several pools, for programs: times in seconds, sizes in bytes. */
public final class JsonReport {
  private static final double SECOND = 1e9;

  private JsonReport() {}

  /**
   * The load, and one object for each pool.
   *
   * @param pool its name
   * @param duration of the load, nanoseconds
   */
  public static ObjectNode of(
      String pool, long duration, List<Scenario> scenarios, Optional<Memory> memory) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("pool", pool).put("duration", duration / SECOND);
    ArrayNode all = report.putArray("scenarios");
    scenarios.forEach(scenario -> fill(all.addObject(), scenario, memory));
    return report;
  }

  private static void fill(ObjectNode to, Scenario scenario, Optional<Memory> memory) {
    Findings found = scenario.findings();
    scenario.pool().values().forEach(to.putObject("set")::put);
    to.put("connections", found.connections());
    to.put("turned_away", found.turnedAway());
    to.put("lost", found.lost());
    to.put("waiting", found.waiting());
    wait(to.putObject("wait"), found.waits());
    ObjectNode children = to.putObject("children");
    children.put("mean", found.course().meanLiving());
    children.put("busy", found.course().meanBusy());
    children.put("max", found.course().mostLiving());
    to.put("saturated", found.saturatedNanos() / SECOND);
    to.put("spawns", found.spawns());
    memory.ifPresent(
        it ->
            to.putObject("memory")
                .put("mean", it.mean(found.course()))
                .put("max", it.most(found.course())));
  }

  private static void wait(ObjectNode to, Waits waits) {
    to.put("mean", waits.mean() / SECOND);
    to.put("p50", waits.quantile(0.5) / SECOND);
    to.put("p90", waits.quantile(0.9) / SECOND);
    to.put("p99", waits.quantile(0.99) / SECOND);
    to.put("max", waits.longest() / SECOND);
  }
}
