package io.preforkd.config;

import io.preforkd.config.yaml.YamlNode.Entry;
import io.preforkd.config.yaml.YamlNode.Mapping;
import io.preforkd.config.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A mapping whose keys the table knows. */
record SectionType(Section section) implements Type<Values> {

  @Override
  public Optional<Setting<Values>> read(Reading reading) {
    if (reading.node() instanceof Mapping mapping) {
      return Optional.of(readMapping(reading, mapping));
    }
    if (reading.node() instanceof Scalar scalar
        && !scalar.isNull()
        && section.shorthand().isPresent()) {
      Collected collected = new Collected();
      collected.read(section.shorthand().get(), reading);
      return Optional.of(collected.in(reading));
    }
    reading.wrongKind(form());
    return Optional.empty();
  }

  private Setting<Values> readMapping(Reading reading, Mapping mapping) {
    Collected collected = new Collected();
    Entries.each(reading, mapping, entry -> readEntry(reading, entry, collected));
    section.keys().stream()
        .filter(Key::isRequired)
        .filter(key -> !collected.has(key))
        .forEach(key -> missing(reading, key));
    return collected.in(reading);
  }

  private void readEntry(Reading reading, Entry entry, Collected collected) {
    Optional<Key<?>> key = section.find(entry.key());
    if (key.isPresent()) {
      collected.read(key.get(), reading.entry(entry));
    } else {
      String message = "unknown key in " + section.title();
      String remedy = NearestName.advice(entry.key(), section.names());
      reading.faults().add(entry.place(), reading.pathOf(entry.key()), message, remedy);
    }
  }

  private static void missing(Reading reading, Key<?> key) {
    reading
        .faults()
        .add(
            reading.place(), reading.pathOf(key.name()), "is missing", "give " + key.type().form());
  }

  /** What the file gives for this section's keys. */
  private final class Collected {
    private final Map<Key<?>, Setting<?>> given = new HashMap<>();
    private final Set<Key<?>> faulty = new HashSet<>();

    void read(Key<?> key, Reading reading) {
      key.type()
          .read(reading)
          .ifPresentOrElse(setting -> given.put(key, setting), () -> faulty.add(key));
    }

    boolean has(Key<?> key) {
      return given.containsKey(key) || faulty.contains(key);
    }

    Setting<Values> in(Reading reading) {
      Values values =
          new Values(section, reading.place(), reading.path(), given, faulty, reading.expansion());
      return new Setting<>(values, new Origin.Given(reading.place(), List.of()));
    }
  }

  @Override
  public void print(EffectivePrinter printer, String label, Setting<Values> setting) {
    printer.section(label, setting.value());
  }

  @Override
  public ObjectNode schema() {
    ObjectNode mapping = mappingSchema();
    if (section.shorthand().isEmpty()) {
      return mapping;
    }
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    either.putArray("anyOf").add(section.shorthand().get().type().schema()).add(mapping);
    return either;
  }

  private ObjectNode mappingSchema() {
    ObjectNode schema = ScalarType.json("object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    for (Key<?> key : section.keys()) {
      properties.set(key.name(), property(key));
      if (key.isRequired()) {
        required.add(key.name());
      }
    }
    schema.set("required", required);
    return schema.put("additionalProperties", false);
  }

  private static <T> ObjectNode property(Key<T> key) {
    ObjectNode property = key.type().schema().put("description", key.description());
    if (key.fallback() instanceof Default.Constant<T> constant) {
      property.set("default", key.type().json(constant.value()));
    }
    return property;
  }

  @Override
  public JsonNode json(Values value) {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public String text(Values value) {
    return "{}";
  }

  @Override
  public String form() {
    return section.shorthand().map(key -> key.type().form() + ", or ").orElse("") + "a mapping";
  }
}
