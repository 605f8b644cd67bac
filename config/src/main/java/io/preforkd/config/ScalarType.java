package io.preforkd.config;

import io.preforkd.config.Expansion.Expanded;
import io.preforkd.config.yaml.YamlNode.Scalar;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A value that is written as one text. */
abstract class ScalarType<T> implements Type<T> {

  /**
   * The value that a text means.
   *
   * @param directory that of the file, against which relative paths are resolved
   */
  abstract T parse(String text, Path directory) throws BadValue;

  /** The schema of a text without variables. */
  abstract ObjectNode plainSchema();

  /** Whether quotes would make it a text, which this type is not. */
  boolean refusesQuotes() {
    return false;
  }

  @Override
  public final Optional<Setting<T>> read(Reading reading) {
    if (!(reading.node() instanceof Scalar scalar) || scalar.isNull()) {
      reading.wrongKind(form());
      return Optional.empty();
    }
    try {
      return Optional.of(read(scalar, reading.expansion().expand(scalar.text())));
    } catch (BadValue e) {
      reading.fault(e.getMessage(), e.remedy());
      return Optional.empty();
    }
  }

  private Setting<T> read(Scalar scalar, Expanded expanded) throws BadValue {
    if (scalar.quoted() && refusesQuotes() && !expanded.substituted()) {
      throw new BadValue(
          "\"" + scalar.text() + "\" is a text, and this needs " + form(), "remove the quotes");
    }
    T value = parse(expanded.text(), scalar.place().file().getParent());
    return new Setting<>(value, new Origin.Given(scalar.place(), expanded.variables()));
  }

  @Override
  public final ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("anyOf").add(plainSchema()).addObject().put("$ref", JsonSchema.EXPANDED);
    return schema;
  }

  /** A schema node of this JSON type. */
  static ObjectNode json(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /**
   * A schema that accepts a text of this pattern, and the numbers and booleans that YAML makes of
   * texts like {@code 8080} and {@code true}, which are texts here.
   */
  static ObjectNode textSchema(String pattern) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("type").add("string").add("number").add("boolean");
    return schema.put("pattern", pattern);
  }

  @Override
  public JsonNode json(T value) {
    return JsonNodeFactory.instance.stringNode(text(value));
  }

  @Override
  public final void print(EffectivePrinter printer, String label, Setting<T> setting) {
    printer.scalar(label, text(setting.value()), setting.origin());
  }

  /** The text that {@link #parse} makes this value of. */
  @Override
  public abstract String text(T value);
}
