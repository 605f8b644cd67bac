package io.preforkd.server.top;

import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * What happened between two samples. Empty where the earlier one does not tell: at first, for what
 * was not there yet, and where a counter has begun anew.
 */
record Rates(Optional<Sample> before, Sample now) {
  private static final double SECOND = 1e9;

  /** Connections that the pool has accepted, a second. */
  OptionalDouble accepted(JsonNode pool) {
    return growth(earlier(pool), pool, "accepted");
  }

  /** The part of the time in which the pool was saturated, 0 to 1. */
  OptionalDouble saturated(JsonNode pool) {
    OptionalDouble part = growth(earlier(pool), pool, "saturated-seconds");
    return part.isEmpty() ? part : OptionalDouble.of(Math.min(1, part.getAsDouble()));
  }

  /** Connections that the child has accepted, a second. */
  OptionalDouble connections(JsonNode pool, JsonNode slot) {
    Optional<JsonNode> earlier =
        earlier(pool)
            .flatMap(
                then ->
                    then.path("slots")
                        .valueStream()
                        .filter(other -> other.path("gen").equals(slot.path("gen")))
                        .findFirst());
    return growth(earlier, slot, "connections");
  }

  private Optional<JsonNode> earlier(JsonNode pool) {
    return before.flatMap(sample -> sample.pool(pool.path("name").asString()));
  }

  private OptionalDouble growth(Optional<JsonNode> earlier, JsonNode later, String counter) {
    if (earlier.isEmpty()) {
      return OptionalDouble.empty();
    }
    double growth = later.path(counter).asDouble() - earlier.get().path(counter).asDouble();
    double seconds = (now.nanos() - before.orElseThrow().nanos()) / SECOND;
    return growth < 0 || seconds <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(growth / seconds);
  }
}
