package io.preforkd.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files of one configuration in a directory of the test's own. */
final class Configuration {
  /** The least that a pool needs. */
  static final String POOL =
      "pools:\n  - {name: web, listen: '127.0.0.1:80', worker: {java: a.B}}\n";

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  Configuration(Path directory) {
    this.directory = directory;
  }

  /**
   * The least pool with more lines; its name is in line 2, and the first of the lines is line 5.
   */
  static String pool(String... lines) {
    return "pools:\n  - name: web\n    listen: 127.0.0.1:80\n    worker: {java: a.B}\n"
        + indented(lines);
  }

  private static String indented(String... lines) {
    return String.join("", List.of(lines).stream().map(line -> "    " + line + "\n").toList());
  }

  Configuration file(String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Configuration set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  LoadedConfig read() {
    return ConfigReader.read(directory.resolve("main.yaml"), environment);
  }

  LoadedConfig read(String main) {
    return file("main.yaml", main).read();
  }

  /** Every fault as text, with paths relative to the directory. */
  List<String> faults() {
    return read().faults().stream()
        .map(fault -> fault.toString().replace(directory + "/", ""))
        .toList();
  }

  List<String> faults(String main) {
    return file("main.yaml", main).faults();
  }
}
