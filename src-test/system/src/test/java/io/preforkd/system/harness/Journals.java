package io.preforkd.system.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The journals that the daemons of a stage have written. */
public final class Journals {
  private final Stage stage;

  public Journals(Stage stage) {
    this.stage = stage;
  }

  /** All files that were configured under a name that begins with {@code journal}. */
  public List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(stage.folder())) {
      return all.map(Path::toString).filter(name -> name.contains("/journal")).toList();
    }
  }

  /** {@code preforkd replay} of these files. */
  public Finished replay(List<String> files) throws IOException {
    return stage.preforkd(
        Stream.concat(Stream.of("replay"), files.stream()).toArray(String[]::new));
  }

  /** Fails unless the core decides again what stands in each of these files; returns the words. */
  public String requireSame(List<String> files) throws IOException {
    Finished replay = replay(files);
    assertEquals(0, replay.exitCode(), replay.output());
    List<String> lines = replay.output().lines().toList();
    assertEquals(files.size(), lines.stream().filter(it -> it.endsWith(", all the same")).count());
    return replay.output();
  }
}
