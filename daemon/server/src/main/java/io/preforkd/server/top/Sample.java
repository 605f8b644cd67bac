package io.preforkd.server.top;

import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the daemon answered at one moment.
 *
 * @param status the answer to {@code status}
 * @param decision the last decision of the chosen pool, as {@code why} tells it; empty if there is
 *     none
 * @param nanos when, by the clock that does not jump
 */
record Sample(JsonNode status, Optional<JsonNode> decision, long nanos) {

  JsonNode daemon() {
    return status.path("daemon");
  }

  Stream<JsonNode> pools() {
    return status.path("pools").valueStream();
  }

  Optional<JsonNode> pool(String name) {
    return pools().filter(pool -> pool.path("name").asString().equals(name)).findFirst();
  }
}
