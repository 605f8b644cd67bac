package io.preforkd.server.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.Event;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.journal.Entry;
import io.preforkd.pool.journal.PoolImage;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Entries as lines of JSON. By far the most are arrays: {@code [pool,now,event,actions]}, without
 * actions if there were none; all others are objects.
 */
final class EntryWriter {
  /** Another one whenever this reader could not read what that writer writes. */
  static final int FORMAT = 1;

  private final String version;

  /**
   * @param version of the program
   */
  EntryWriter(String version) {
    this.version = version;
  }

  /** The entry's line, with its end. */
  String line(Entry entry) {
    return line(
        out -> {
          if (entry instanceof Entry.Told told) {
            out.writeStartArray();
            writeTold(out, told.pool(), told.now(), told.event());
            writeActions(out, told.actions());
            out.writeEndArray();
          } else {
            out.writeStartObject();
            writeMember(out, entry);
            out.writeEndObject();
          }
        });
  }

  /**
   * The line of a snapshot.
   *
   * @param at the time of day
   * @param dropped entries before it that are missing
   */
  String line(Entry.Snapshot snapshot, Instant at, long dropped) {
    return line(
        out -> {
          out.writeStartObject();
          out.writeName("journal").writeNumber(FORMAT);
          out.writeName("preforkd").writeString(version);
          out.writeName("at").writeString(at.toString());
          out.writeName("dropped").writeNumber(dropped);
          out.writeName("limit").writeNumber(snapshot.limit());
          out.writeName("pools").writeStartArray();
          snapshot.pools().forEach(pool -> writeImage(out, pool));
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private interface Content {
    void writeTo(JsonGenerator out);
  }

  private static String line(Content content) {
    StringWriter text = new StringWriter(128);
    try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
      content.writeTo(out);
    }
    return text.append('\n').toString();
  }

  private static void writeTold(JsonGenerator out, int pool, long now, Event event) {
    out.writeNumber(pool).writeNumber(now);
    new RecordWriter(out).write(event, Event.class);
  }

  private static void writeActions(JsonGenerator out, List<Action> actions) {
    if (!actions.isEmpty()) {
      RecordWriter writer = new RecordWriter(out);
      out.writeStartArray();
      actions.forEach(action -> writer.write(action, Action.class));
      out.writeEndArray();
    }
  }

  private static void writeMember(JsonGenerator out, Entry entry) {
    if (entry instanceof Entry.Opened opened) {
      out.writeName("opened");
      writeImage(out, opened.pool());
    } else if (entry instanceof Entry.Failed failed) {
      out.writeName("failed").writeStartArray();
      writeTold(out, failed.pool(), failed.now(), failed.event());
      out.writeEndArray();
    } else if (entry instanceof Entry.Repaired repaired) {
      out.writeName("repaired").writeNumber(repaired.pool());
    } else if (entry instanceof Entry.Abandoned abandoned) {
      out.writeName("abandoned").writeNumber(abandoned.pool());
    } else if (entry instanceof Entry.Limited limited) {
      out.writeName("limited").writeNumber(limited.limit());
    } else {
      throw new IllegalArgumentException("a snapshot has a time");
    }
  }

  private static void writeImage(JsonGenerator out, PoolImage pool) {
    out.writeStartObject();
    out.writeName("id").writeNumber(pool.id());
    out.writeName("name").writeString(pool.name());
    out.writeName("row").writeNumber(pool.row());
    out.writeName("last").writeNumber(pool.last());
    out.writeName("scaling").writeString(pool.scaling().name());
    out.writeName("spec");
    new RecordWriter(out).write(pool.spec(), PoolSpec.class);
    out.writeName("state").writePOJO(pool.state());
    out.writeEndObject();
  }
}
