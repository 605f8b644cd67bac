package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.journal.Decision;
import io.preforkd.server.journal.Inputs;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code why}: the last decisions of a pool, or of all. */
final class WhyCommand implements Command {
  private static final String POOL = "pool";
  private static final String LAST = "last";

  @Override
  public String name() {
    return "why";
  }

  @Override
  public boolean isQuestion() {
    return true;
  }

  @Override
  public Set<String> members() {
    return Set.of(POOL, LAST);
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    Optional<String> pool = request.find(POOL);
    int last = request.has(LAST) ? request.number(LAST) : Integer.MAX_VALUE;
    if (last < 1) {
      throw new Refusal(Kind.USAGE, "why: last must be at least 1");
    }
    List<Decision> all = controls.decisions(pool);
    ObjectNode answer = Answer.ok();
    ArrayNode list = answer.putArray("decisions");
    all.subList(Math.max(0, all.size() - last), all.size())
        .forEach(decision -> describe(list.addObject(), decision));
    return answer;
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
