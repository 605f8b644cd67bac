package io.preforkd.server.journal;

import java.util.Collection;
import tools.jackson.core.JsonGenerator;

/**
 * Writes records as JSON arrays of their components. Where there are several types of record to
 * choose from, the simple name of this one comes first: {@code ["ChildIdle",0,17,5]}.
 */
final class RecordWriter {
  private final JsonGenerator out;

  RecordWriter(JsonGenerator out) {
    this.out = out;
  }

  /**
   * @param declared the type that a reader will expect
   */
  void write(Object value, Class<?> declared) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Record) {
      writeRecord(value, declared);
    } else if (value instanceof Collection<?> collection) {
      out.writeStartArray();
      collection.stream().sorted().forEach(item -> write(item, item.getClass()));
      out.writeEndArray();
    } else {
      writeScalar(value);
    }
  }

  private void writeRecord(Object value, Class<?> declared) {
    RecordShape shape = RecordShape.of(value.getClass());
    out.writeStartArray();
    if (declared.isSealed()) {
      out.writeString(value.getClass().getSimpleName());
    }
    for (int i = 0; i < shape.size(); i++) {
      write(shape.get(i, value), shape.type(i));
    }
    out.writeEndArray();
  }

  private void writeScalar(Object value) {
    if (value instanceof Long || value instanceof Integer) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Enum<?> constant) {
      out.writeString(constant.name());
    } else {
      throw new IllegalArgumentException("no form for " + value.getClass());
    }
  }
}
