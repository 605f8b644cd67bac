package io.preforkd.server.view;

import io.preforkd.config.Words;
import io.preforkd.pool.PoolSpec;
import io.preforkd.server.snapshot.DeathView;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.snapshot.PoolSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The status as JSON: what {@code ctl status --json} says, and more. The page and the text are made
 * of it, so that all three say the same.
 */
public final class StatusDocument {
  private static final int MOST_DECISIONS = 100;
  private static final double SECOND = 1e9;

  private final StatusReading reading;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final ObjectNode document = JsonNodeFactory.instance.objectNode();

  private StatusDocument(StatusReading reading) {
    this.reading = reading;
  }

  /** The document. */
  public static ObjectNode of(StatusReading reading, String version) {
    return new StatusDocument(reading).describe(version);
  }

  private ObjectNode describe(String version) {
    document.put("ok", true).put("time", now.toString());
    StatusJson.describe(document, version, reading.detail(), pool -> true);
    Map<String, PoolSnapshot> pools = new TreeMap<>();
    reading.detail().daemon().pools().forEach(pool -> pools.put(pool.name(), pool));
    for (JsonNode node : document.path("pools")) {
      more((ObjectNode) node, pools.get(node.path("name").asString()));
    }
    DecisionJson.describe(document, reading.decisions(), MOST_DECISIONS);
    ArrayNode config = document.putArray("config");
    reading.config().linesWithoutSecrets().forEach(config::add);
    return document;
  }

  private void more(ObjectNode node, PoolSnapshot pool) {
    node.put("degraded", pool.status().degraded())
        .put("pressure", pool.status().pressure().degree())
        .put("backoff", StatusJson.seconds(pool.status().pauseNanos()));
    limits(node.putObject("limits"), pool.status().spec());
    ArrayNode queues = node.putArray("queues");
    pool.queues()
        .forEach(
            (address, depth) ->
                queues
                    .addObject()
                    .put("listener", address)
                    .put("length", depth.length())
                    .put("limit", depth.limit()));
    ObjectNode exits = node.putObject("exits");
    new TreeMap<>(pool.counters().exits()).forEach(exits::put);
    ArrayNode deaths = node.putArray("deaths");
    reading
        .deaths()
        .getOrDefault(pool.name(), List.of())
        .forEach(death -> describe(deaths.addObject(), death));
    node.set("history", new HistoryJson(reading.past(), pool.name()).columns());
  }

  private static void limits(ObjectNode node, PoolSpec spec) {
    node.put("mode", Words.of(spec.mode()))
        .put("dispatch", Words.of(spec.dispatch()))
        .put("concurrency", spec.concurrency())
        .put("min", spec.min())
        .put("max", spec.max())
        .put("start", spec.start())
        .put("min-spare", spec.minSpare())
        .put("max-spare", spec.maxSpare())
        .put("growth-cap", spec.growthCap())
        .put("shrink-after", spec.shrinkAfter() / SECOND)
        .put("max-connections", spec.limits().connections())
        .put("max-age", spec.limits().age() / SECOND)
        .put("max-memory", spec.limits().memory());
  }

  private void describe(ObjectNode node, DeathView death) {
    ExitView exit = death.exit();
    node.put("time", now.minusNanos(death.agoNanos()).truncatedTo(ChronoUnit.MILLIS).toString())
        .put("slot", exit.child().slot())
        .put("gen", exit.child().generation())
        .put("pid", exit.child().pid())
        .put("cause", exit.cause())
        .put("how", exit.how().toString())
        .put("age", StatusJson.seconds(exit.ageNanos()))
        .put("connections", exit.connections().accepted())
        .put("lost", exit.connections().open());
  }
}
