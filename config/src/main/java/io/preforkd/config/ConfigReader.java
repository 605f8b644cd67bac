package io.preforkd.config;

import io.preforkd.config.yaml.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration: files, includes, environment, defaults, and every rule that can be checked
 * without binding a socket or asking for a user. Nothing is repaired; all faults of all files are
 * found in one pass.
 */
public final class ConfigReader {
  private ConfigReader() {}

  /**
   * Reads the configuration whose main file is {@code file}.
   *
   * @param environment for {@code ${NAME}}, as a rule {@link System#getenv()}
   * @return never fails: what is wrong is in {@link LoadedConfig#faults()}
   */
  public static LoadedConfig read(Path file, Map<String, String> environment) {
    return read(file, environment, new Sources.OnDisk(Map.of()));
  }

  /**
   * As {@link #read}, with this text in the place of what the main file holds.
   *
   * @param file need not be there; relative paths start from its directory, and faults name it
   */
  public static LoadedConfig readText(Path file, String text, Map<String, String> environment) {
    Map<Path, String> given = Map.of(file.toAbsolutePath().normalize(), text);
    return read(file, environment, new Sources.OnDisk(given));
  }

  /**
   * Reads once more what was read before, whatever has become of the files.
   *
   * @param copy of {@link LoadedConfig#copy}
   * @return as {@link #read}
   */
  public static LoadedConfig readAgain(ConfigCopy copy, Map<String, String> environment) {
    return read(Path.of(copy.main()), environment, new Sources.Copied(copy));
  }

  private static LoadedConfig read(Path file, Map<String, String> environment, Sources sources) {
    Path main = file.toAbsolutePath().normalize();
    Faults faults = new Faults();
    Expansion expansion = new Expansion(Map.copyOf(environment));
    Values daemon = daemon(main, sources, expansion, faults);
    return loaded(daemon, main, faults.sorted(), sources.copy(main));
  }

  private static Values daemon(Path main, Sources sources, Expansion expansion, Faults faults) {
    SourceReader reader = new SourceReader(sources, expansion, faults);
    Optional<Values> read = reader.read(main, DaemonKeys.SECTION);
    if (read.isEmpty()) {
      return Values.defaults(DaemonKeys.SECTION, Place.wholeOf(main), expansion);
    }
    Values daemon = new Includes(main, sources, reader, faults).follow(read.get());
    new DaemonRules(daemon, faults).check();
    if (faults.sorted().isEmpty() && daemon.items(DaemonKeys.POOLS).isEmpty()) {
      faults.add(
          Place.wholeOf(main),
          DaemonKeys.POOLS.name(),
          "there is no pool",
          "add one, or include a file that has one");
    }
    return daemon;
  }

  private static LoadedConfig loaded(
      Values daemon, Path main, List<Fault> faults, ConfigCopy copy) {
    EffectivePrinter printer = new EffectivePrinter(main.getParent());
    printer.section(daemon);
    EffectiveConfig effective = printer.toConfig();
    Optional<DaemonSettings> settings =
        faults.isEmpty() ? Optional.of(DaemonBuilder.build(daemon)) : Optional.empty();
    return new LoadedConfig(
        settings, faults, effective, effective.hash(), new Places(daemon), copy);
  }
}
