package io.preforkd.server.top;

import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** In which order children stand; those that are alike by their slots. */
enum Order {
  SLOT("slot"),
  CONNECTIONS("connections"),
  AGE("age"),
  STATE("state"),
  MEMORY("memory");

  private static final List<String> STATES =
      List.of("busy", "ordered", "starting", "draining", "killed", "idle");

  private final String word;

  Order(String word) {
    this.word = word;
  }

  /** As the screen and the daemon's answer have it. */
  String word() {
    return word;
  }

  List<JsonNode> sort(JsonNode slots) {
    Comparator<JsonNode> bySlot = Comparator.comparingLong(slot -> slot.path("slot").asLong());
    return slots
        .valueStream()
        .sorted(Comparator.comparingDouble(this::place).thenComparing(bySlot))
        .toList();
  }

  private double place(JsonNode slot) {
    return switch (this) {
      case SLOT -> slot.path(word).asDouble();
      case CONNECTIONS, AGE, MEMORY -> -slot.path(word).asDouble(0);
      case STATE -> STATES.indexOf(slot.path(word).asString());
    };
  }
}
