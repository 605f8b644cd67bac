package io.preforkd.config;

import io.preforkd.config.Origin.Given;
import io.preforkd.config.yaml.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the included files and puts their pools behind those of the main file. */
final class Includes {
  private final Sources sources;
  private final SourceReader reader;
  private final Faults faults;
  private final Map<Path, Place> read = new HashMap<>();

  Includes(Path main, Sources sources, SourceReader reader, Faults faults) {
    this.sources = sources;
    this.reader = reader;
    this.faults = faults;
    read.put(real(main), Place.wholeOf(main));
  }

  Values follow(Values daemon) {
    List<Setting<Values>> pools = new ArrayList<>(daemon.value(DaemonKeys.POOLS).orElse(List.of()));
    List<Setting<String>> patterns = daemon.value(DaemonKeys.INCLUDE).orElse(List.of());
    patterns.forEach(pattern -> pools.addAll(poolsOf(pattern)));
    Setting<List<Setting<Values>>> all = new Setting<>(pools, new Given(daemon.place(), List.of()));
    // The pools are there now; to show the patterns as well would show the pools twice.
    Setting<List<Setting<String>>> none =
        new Setting<>(List.of(), new Given(daemon.place(DaemonKeys.INCLUDE), List.of()));
    Values joined = daemon.with(DaemonKeys.POOLS, all);
    return patterns.isEmpty() ? joined : joined.with(DaemonKeys.INCLUDE, none);
  }

  private List<Setting<Values>> poolsOf(Setting<String> pattern) {
    Place place = ((Given) pattern.origin()).place();
    try {
      List<Setting<Values>> pools = new ArrayList<>();
      for (Path file : sources.find(pattern.value(), place.file().getParent())) {
        pools.addAll(poolsOf(file, place));
      }
      return pools;
    } catch (BadValue e) {
      faults.add(place, DaemonKeys.INCLUDE.name(), e.getMessage(), e.remedy());
      return List.of();
    }
  }

  private List<Setting<Values>> poolsOf(Path file, Place place) throws BadValue {
    Place first = read.putIfAbsent(real(file), place);
    if (first != null) {
      String where =
          first.line() == 0
              ? "is the file that includes it"
              : "is included already, in line " + first.line();
      throw new BadValue(file + " " + where, "include each file once");
    }
    return reader
        .read(file, DaemonKeys.INCLUDED)
        .flatMap(values -> values.value(DaemonKeys.POOLS))
        .orElse(List.of());
  }

  /** The file behind links, so that two names of one file are known as such. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      // It cannot be reached; reading it says so in a better place.
      return file;
    }
  }
}
