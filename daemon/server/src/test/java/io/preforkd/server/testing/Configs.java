package io.preforkd.server.testing;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Settings for tests, made as an operator makes them: by a file. */
public final class Configs {
  private Configs() {}

  /** Reads a whole configuration, which must be without faults. */
  public static DaemonSettings daemon(Path directory, String yaml) throws IOException {
    LoadedConfig loaded = loaded(directory, yaml);
    return loaded.settings().orElseThrow(() -> new AssertionError(loaded.faults().toString()));
  }

  /** Reads a whole configuration, with its faults. */
  public static LoadedConfig loaded(Path directory, String yaml) throws IOException {
    return ConfigReader.read(file(directory, yaml), Map.of());
  }

  /** The one pool of this name with these lines; listens at an abstract name unless they say. */
  public static PoolSettings pool(Path directory, String... lines) throws IOException {
    return daemon(directory, pools(lines)).pools().get(0);
  }

  /**
   * A configuration of one pool named {@code web}, without an admin listener or a control socket.
   */
  public static String pools(String... lines) {
    StringBuilder yaml = new StringBuilder("admin: {listen: 'off'}\npools:\n  - name: web\n");
    List<String> all = List.of(lines);
    if (all.stream().noneMatch(line -> line.startsWith("listen:"))) {
      yaml.append("    listen: unix:@preforkd-").append(System.nanoTime()).append('\n');
    }
    all.forEach(line -> yaml.append("    ").append(line).append('\n'));
    return yaml.append("control: off\n").toString();
  }

  /** Writes a configuration to a file. */
  public static Path file(Path directory, String yaml) throws IOException {
    return Files.writeString(directory.resolve("preforkd.yaml"), yaml);
  }
}
