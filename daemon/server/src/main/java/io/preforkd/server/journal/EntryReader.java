package io.preforkd.server.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.Event;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.journal.Entry;
import io.preforkd.pool.journal.PoolImage;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads lines that {@link EntryWriter} has written. */
final class EntryReader {
  private static final TypeReference<Map<String, Object>> STATE = new TypeReference<>() {};

  /** Pool, time and event; actions may follow. */
  private static final int TOLD = 3;

  private String writtenBy = "";
  private long dropped;

  /** The version of the program that wrote the last snapshot; empty before the first. */
  String writtenBy() {
    return writtenBy;
  }

  /** Entries that are missing before the snapshots that were read. */
  long dropped() {
    return dropped;
  }

  /**
   * The entry of a line.
   *
   * @throws IllegalArgumentException if it is none, or none that this version can read; it says why
   */
  Entry read(String line) {
    JsonNode node = parse(line);
    if (node.isArray()) {
      return told(node);
    }
    if (node.has("journal")) {
      return snapshot(node);
    }
    if (node.has("opened")) {
      return new Entry.Opened(image(node.get("opened")));
    }
    if (node.has("failed")) {
      JsonNode failed = node.get("failed");
      return new Entry.Failed(pool(failed), now(failed), event(failed));
    }
    return numbered(node);
  }

  private static Entry told(JsonNode node) {
    if (node.size() < TOLD || node.size() > TOLD + 1) {
      throw new IllegalArgumentException("it has " + node.size() + " parts, and not 3 or 4");
    }
    return new Entry.Told(
        pool(node),
        now(node),
        event(node),
        node.size() > TOLD ? actions(node.get(TOLD)) : List.of());
  }

  private static Entry numbered(JsonNode node) {
    if (node.has("repaired")) {
      return new Entry.Repaired(number(node, "repaired"));
    }
    if (node.has("abandoned")) {
      return new Entry.Abandoned(number(node, "abandoned"));
    }
    if (node.has("limited")) {
      return new Entry.Limited(number(node, "limited"));
    }
    throw new IllegalArgumentException("it is none of the entries of a journal");
  }

  private static JsonNode parse(String line) {
    try {
      return JsonMapper.shared().readTree(line);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private Entry.Snapshot snapshot(JsonNode node) {
    String by = node.path("preforkd").asString("?");
    int format = number(node, "journal");
    if (format != EntryWriter.FORMAT) {
      throw new IllegalArgumentException(
          "its format is "
              + format
              + ", of preforkd "
              + by
              + ", and this program reads format "
              + EntryWriter.FORMAT
              + "; replay it by the version that wrote it");
    }
    writtenBy = by;
    dropped += RecordReader.read(node.path("dropped"), Long.class);
    return new Entry.Snapshot(
        number(node, "limit"), node.path("pools").valueStream().map(EntryReader::image).toList());
  }

  private static PoolImage image(JsonNode node) {
    return new PoolImage(
        number(node, "id"),
        node.path("name").asString("?"),
        number(node, "row"),
        RecordReader.read(node.path("last"), Long.class),
        RecordReader.read(node.path("scaling"), Scaling.class),
        RecordReader.read(node.path("spec"), PoolSpec.class),
        state(node.path("state")));
  }

  private static Map<String, Object> state(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("a pool has no state");
    }
    return JsonMapper.shared().convertValue(node, STATE);
  }

  private static int pool(JsonNode told) {
    return RecordReader.read(told.path(0), Integer.class);
  }

  private static long now(JsonNode told) {
    return RecordReader.read(told.path(1), Long.class);
  }

  private static Event event(JsonNode told) {
    return RecordReader.read(told.path(2), Event.class);
  }

  private static List<Action> actions(JsonNode actions) {
    if (!actions.isArray()) {
      throw new IllegalArgumentException(actions + " are no actions");
    }
    return actions.valueStream().map(action -> RecordReader.read(action, Action.class)).toList();
  }

  private static int number(JsonNode node, String member) {
    return RecordReader.read(node.path(member), Integer.class);
  }
}
