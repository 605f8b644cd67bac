package io.preforkd.config.yaml;

import java.util.List;
import java.util.Set;

/** A node of a file's tree: a scalar, a list or a mapping. */
public sealed interface YamlNode {

  /** Where the node begins. */
  Place place();

  /**
   * A text, as written and without a type: what {@code 0600} means is for the key to say.
   *
   * @param quoted whether it was written in quotes or as a block
   */
  record Scalar(Place place, String text, boolean quoted) implements YamlNode {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    /** Whether this is YAML's null: nothing, or a word for it without quotes. */
    public boolean isNull() {
      return !quoted && NULLS.contains(text);
    }
  }

  /** A list, in the order of the file. */
  record Items(Place place, List<YamlNode> items) implements YamlNode {
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * A mapping, in the order of the file; duplicate keys are kept, so that the reader can name both
   * places.
   */
  record Mapping(Place place, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** One key and its value. */
  record Entry(Place place, String key, YamlNode value) {}
}
