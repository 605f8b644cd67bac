package io.preforkd.config;

import io.preforkd.config.yaml.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mapping whose keys the operator chooses.
 *
 * @param names the pattern of a key
 */
record MapType<E>(String names, Type<E> element) implements Type<Map<String, Setting<E>>> {

  @Override
  public Optional<Setting<Map<String, Setting<E>>>> read(Reading reading) {
    if (!(reading.node() instanceof Mapping mapping)) {
      reading.wrongKind(form());
      return Optional.empty();
    }
    Map<String, Setting<E>> read = new LinkedHashMap<>();
    Entries.each(
        reading,
        mapping,
        entry -> {
          checkName(reading.entry(entry), entry.key());
          element.read(reading.entry(entry)).ifPresent(value -> read.put(entry.key(), value));
        });
    return Optional.of(new Setting<>(read, new Origin.Given(reading.place(), List.of())));
  }

  private void checkName(Reading reading, String name) {
    if (!Pattern.matches(names, name)) {
      reading.fault("\"" + name + "\" cannot be a name here", "a name matches " + names);
    }
  }

  @Override
  public void print(
      EffectivePrinter printer, String label, Setting<Map<String, Setting<E>>> setting) {
    if (setting.value().isEmpty()) {
      printer.empty(label, "{}", setting.origin());
      return;
    }
    printer.open(label);
    printer.hide(
        () ->
            setting
                .value()
                .forEach(
                    (name, value) ->
                        element.print(printer, EffectivePrinter.quoted(name) + ":", value)));
    printer.close();
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = ScalarType.json("object");
    schema.putObject("propertyNames").put("pattern", "^(?:" + names + ")$");
    schema.set("additionalProperties", element.schema());
    return schema;
  }

  @Override
  public JsonNode json(Map<String, Setting<E>> value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    value.forEach((name, item) -> object.set(name, element.json(item.value())));
    return object;
  }

  @Override
  public String text(Map<String, Setting<E>> value) {
    return value.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + element.text(entry.getValue().value()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  @Override
  public String form() {
    return "a mapping of names to: " + element.form();
  }
}
