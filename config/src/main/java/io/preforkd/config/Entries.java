package io.preforkd.config;

import io.preforkd.config.yaml.Place;
import io.preforkd.config.yaml.YamlNode.Entry;
import io.preforkd.config.yaml.YamlNode.Mapping;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Goes over the entries of a mapping and refuses a key that is there already. */
final class Entries {
  private Entries() {}

  static void each(Reading reading, Mapping mapping, Consumer<Entry> action) {
    Map<String, Place> seen = new HashMap<>();
    for (Entry entry : mapping.entries()) {
      Place first = seen.putIfAbsent(entry.key(), entry.place());
      if (first == null) {
        action.accept(entry);
      } else {
        duplicate(reading, entry, first);
      }
    }
  }

  private static void duplicate(Reading reading, Entry entry, Place first) {
    String message =
        "is written twice, in line " + first.line() + " and in line " + entry.place().line();
    reading.faults().add(entry.place(), reading.pathOf(entry.key()), message, "remove one");
  }
}
