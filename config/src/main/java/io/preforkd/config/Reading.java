package io.preforkd.config;

import io.preforkd.config.yaml.Place;
import io.preforkd.config.yaml.YamlNode;
import io.preforkd.config.yaml.YamlNode.Items;
import io.preforkd.config.yaml.YamlNode.Mapping;
import io.preforkd.config.yaml.YamlNode.Scalar;

/**
 * A node that is being read.
 *
 * @param path the key's path from the root of its file
 */
record Reading(YamlNode node, String path, Expansion expansion, Faults faults) {

  Reading item(YamlNode item, int index) {
    return new Reading(item, path + "[" + index + "]", expansion, faults);
  }

  Reading entry(YamlNode.Entry entry) {
    return new Reading(entry.value(), pathOf(entry.key()), expansion, faults);
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  Place place() {
    return node.place();
  }

  void fault(String message, String remedy) {
    faults.add(place(), path, message, remedy);
  }

  /** The node is of another kind than the type needs. */
  void wrongKind(String form) {
    if (node instanceof Scalar scalar && scalar.isNull()) {
      fault("has no value", "give one, or remove the key");
    } else {
      fault("needs " + form + ", and this is " + kind(), "");
    }
  }

  private String kind() {
    if (node instanceof Mapping) {
      return "a mapping";
    }
    return node instanceof Items ? "a list" : "a plain text";
  }
}
