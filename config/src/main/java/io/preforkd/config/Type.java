package io.preforkd.config;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a key's value is written: read, shown and described in one place. */
interface Type<T> {

  /** The value; empty when it is faulty, and then the faults are with the reading's collector. */
  Optional<Setting<T>> read(Reading reading);

  /**
   * Prints the value into the effective configuration, behind a label that is {@code NAME:} or
   * {@code -}.
   */
  void print(EffectivePrinter printer, String label, Setting<T> setting);

  /** Accepts at least what {@link #read} accepts. */
  ObjectNode schema();

  /** A value as the schema's {@code default} shows it. */
  JsonNode json(T value);

  /** A value as the reference shows it. */
  String text(T value);

  /** Form, unit and range in words. */
  String form();
}
