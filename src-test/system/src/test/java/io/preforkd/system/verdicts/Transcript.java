package io.preforkd.system.verdicts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server has said, each thing by its name. */
final class Transcript {
  private final Map<String, String> said = new LinkedHashMap<>();
  private final Optional<Transcript> expected;

  Transcript() {
    expected = Optional.empty();
  }

  /** One that is to become the same as another. */
  Transcript(Transcript expected) {
    this.expected = Optional.of(expected);
  }

  /**
   * Adds a thing; its name must be new.
   *
   * @throws Noticed if something else is expected
   */
  synchronized void add(String name, String text) {
    expected.ifPresent(other -> other.check(name, text));
    if (said.put(name, text) != null) {
      throw new AssertionError("twice in a transcript: " + name);
    }
  }

  private void check(String name, String text) {
    String wanted = said.get(name);
    if (!text.equals(wanted)) {
      throw new Noticed(new Difference(name, String.valueOf(wanted), text));
    }
  }

  int size() {
    return said.size();
  }

  boolean holds(String text) {
    return said.values().stream().anyMatch(each -> each.contains(text));
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
