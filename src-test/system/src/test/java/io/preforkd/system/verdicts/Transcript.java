package io.preforkd.system.verdicts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server has said, each thing by its name. */
final class Transcript {
  private final Map<String, String> said = new LinkedHashMap<>();

  /** Adds a thing; its name must be new. */
  synchronized void add(String name, String text) {
    if (said.put(name, text) != null) {
      throw new AssertionError("twice in a transcript: " + name);
    }
  }

  synchronized int size() {
    return said.size();
  }

  synchronized List<String> names() {
    return List.copyOf(said.keySet());
  }

  /** In what the other differs from this one. */
  List<Difference> differences(Transcript other) {
    List<Difference> all = new ArrayList<>();
    said.forEach(
        (name, text) -> {
          String theirs = other.said.getOrDefault(name, "(nothing)");
          if (!theirs.equals(text)) {
            all.add(new Difference(name, text, theirs));
          }
        });
    other.said.forEach(
        (name, text) -> {
          if (!said.containsKey(name)) {
            all.add(new Difference(name, "(nothing)", text));
          }
        });
    return all;
  }
}
