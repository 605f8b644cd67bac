package io.preforkd.config;

import io.preforkd.config.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/** Collects every fault of every file, so that one pass shows them all. */
final class Faults {
  private final List<Fault> faults = new ArrayList<>();

  void add(Place place, String key, String message, String remedy) {
    faults.add(Fault.at(place, key, message, remedy));
  }

  /** By file, line and column; each once, although an alias may be read twice. */
  List<Fault> sorted() {
    return faults.stream().distinct().sorted(Fault.ORDER).toList();
  }
}
