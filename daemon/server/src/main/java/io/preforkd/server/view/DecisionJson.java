package io.preforkd.server.view;

import io.preforkd.server.journal.Decision;
import io.preforkd.server.journal.Inputs;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Decisions of pools as JSON: their parts, the numbers that they rested on, and words. */
public final class DecisionJson {
  private DecisionJson() {}

  /** Adds the member {@code decisions} to an answer: the last ones of these, the newest last. */
  public static void describe(ObjectNode answer, List<Decision> decisions, int last) {
    ArrayNode list = answer.putArray("decisions");
    decisions
        .subList(Math.max(0, decisions.size() - last), decisions.size())
        .forEach(decision -> describe(list.addObject(), decision));
  }

  private static void describe(ObjectNode node, Decision decision) {
    node.put("time", Instant.ofEpochMilli(decision.millis()).toString())
        .put("pool", decision.pool())
        .put("decision", word(decision.action().getClass().getSimpleName()));
    for (RecordComponent part : decision.action().getClass().getRecordComponents()) {
      put(node, word(part.getName()), value(part, decision));
    }
    Inputs inputs = decision.inputs();
    node.put("idle", inputs.idle())
        .put("busy", inputs.busy())
        .put("starting", inputs.starting())
        .put("leaving", inputs.leaving())
        .put("waiting", inputs.waiting())
        .put("min", inputs.spec().min())
        .put("max", inputs.spec().max());
    inputs.held().ifPresent(held -> node.put("held", held));
    node.put("words", decision.words());
  }

  private static Object value(RecordComponent part, Decision decision) {
    try {
      return part.getAccessor().invoke(decision.action());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("actions are public records", e);
    }
  }

  private static void put(ObjectNode node, String name, Object value) {
    if (value instanceof Number number) {
      node.put(name, number.longValue());
    } else if (value instanceof Boolean flag) {
      node.put(name, flag);
    } else if (value instanceof Enum<?> constant) {
      node.put(name, constant.name().toLowerCase(Locale.ROOT));
    }
  }

  /** {@code hadBeenIdle} is {@code had-been-idle}. */
  private static String word(String name) {
    return name.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
