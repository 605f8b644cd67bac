package io.preforkd.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came of reading a configuration.
 *
 * @param settings present if and only if there are no faults
 * @param faults all of all files, sorted by file and line
 * @param effective what could be read, with every default
 * @param hash SHA-256 of the effective values in hexadecimal: equal for configurations that mean
 *     the same
 * @param places where each key stands
 * @param copy the files that were read
 */
public record LoadedConfig(
    Optional<DaemonSettings> settings,
    List<Fault> faults,
    EffectiveConfig effective,
    String hash,
    Places places,
    ConfigCopy copy) {
  public LoadedConfig {
    faults = List.copyOf(faults);
  }

  /**
   * This one, if whoever reads it finds no fault with it either; otherwise without settings.
   *
   * @param found faults of these settings
   */
  public LoadedConfig with(List<Fault> found) {
    if (found.isEmpty()) {
      return this;
    }
    List<Fault> all = Stream.concat(faults.stream(), found.stream()).sorted(Fault.ORDER).toList();
    return new LoadedConfig(Optional.empty(), all, effective, hash, places, copy);
  }
}
