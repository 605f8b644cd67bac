package io.preforkd.config;

import java.util.List;
import java.util.Map;

/**
 * The files of a configuration as they were when they were read. Paths are text, so that this can
 * be written down.
 *
 * @param main the main file
 * @param texts what stood in each file
 * @param included the files that were included, by folder and pattern
 */
public record ConfigCopy(
    String main, Map<String, String> texts, Map<String, List<String>> included) {
  public ConfigCopy {
    texts = Map.copyOf(texts);
    included = Map.copyOf(included);
  }
}
