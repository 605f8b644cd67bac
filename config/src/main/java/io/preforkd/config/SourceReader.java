package io.preforkd.config;

import io.preforkd.config.yaml.YamlException;
import io.preforkd.config.yaml.YamlFile;
import java.nio.file.Path;
import java.util.Optional;

/** Reads one file against a section of the table. */
final class SourceReader {
  private final Sources sources;
  private final Expansion expansion;
  private final Faults faults;

  SourceReader(Sources sources, Expansion expansion, Faults faults) {
    this.sources = sources;
    this.expansion = expansion;
    this.faults = faults;
  }

  /** What the file sets; empty when it is no mapping at all, and then the fault is known. */
  Optional<Values> read(Path file, Section section) {
    try {
      Reading root = new Reading(YamlFile.parse(file, sources.text(file)), "", expansion, faults);
      return new SectionType(section).read(root).map(Setting::value);
    } catch (YamlException e) {
      faults.add(e.place(), "", e.getMessage(), e.remedy().orElse(""));
      return Optional.empty();
    }
  }
}
