package io.preforkd.config;

import io.preforkd.config.yaml.YamlNode;
import io.preforkd.config.yaml.YamlNode.Items;
import io.preforkd.config.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list.
 *
 * @param orOne whether one element may be written without a list around it
 * @param least how many elements it needs
 */
record ListType<E>(Type<E> element, boolean orOne, int least) implements Type<List<Setting<E>>> {

  static <E> ListType<E> of(Type<E> element) {
    return new ListType<>(element, false, 0);
  }

  static <E> List<Setting<E>> constants(List<E> values) {
    return values.stream().map(Setting::constant).toList();
  }

  @Override
  public Optional<Setting<List<Setting<E>>>> read(Reading reading) {
    if (reading.node() instanceof Items items) {
      return readAll(reading, items.items());
    }
    if (orOne && !(reading.node() instanceof Scalar scalar && scalar.isNull())) {
      return element.read(reading).map(one -> list(reading, List.of(one)));
    }
    reading.wrongKind(form());
    return Optional.empty();
  }

  private Optional<Setting<List<Setting<E>>>> readAll(Reading reading, List<YamlNode> nodes) {
    if (nodes.size() < least) {
      reading.fault("is an empty list", "give " + form());
      return Optional.empty();
    }
    List<Setting<E>> read = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      element.read(reading.item(nodes.get(i), i)).ifPresent(read::add);
    }
    return Optional.of(list(reading, List.copyOf(read)));
  }

  private static <E> Setting<List<Setting<E>>> list(Reading reading, List<Setting<E>> items) {
    return new Setting<>(items, new Origin.Given(reading.place(), List.of()));
  }

  @Override
  public void print(EffectivePrinter printer, String label, Setting<List<Setting<E>>> setting) {
    if (setting.value().isEmpty()) {
      printer.empty(label, "[]", setting.origin());
      return;
    }
    printer.open(label);
    setting.value().forEach(item -> element.print(printer, "-", item));
    printer.close();
  }

  @Override
  public ObjectNode schema() {
    ObjectNode list = ScalarType.json("array");
    list.set("items", element.schema());
    list.put("minItems", least);
    if (!orOne) {
      return list;
    }
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    either.putArray("anyOf").add(element.schema()).add(list);
    return either;
  }

  @Override
  public JsonNode json(List<Setting<E>> value) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    value.forEach(item -> array.add(element.json(item.value())));
    return array;
  }

  @Override
  public String text(List<Setting<E>> value) {
    return value.stream()
        .map(item -> element.text(item.value()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public String form() {
    return (orOne ? "one or a list of: " : "a list of: ") + element.form();
  }
}
