package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.PrivateRoot;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A log file on a disk that is full, and has room again. */
class FullDiskTest {
  private static final String DROPPED = "preforkd_log_lines_dropped_total";
  private static final String CANNOT =
      "^preforkd: log file \\S+/daemon.log cannot be written: No space left on device; its lines are"
          + " dropped until it can$";

  /** Longer than what else the daemon writes, so that hardly a line fits where this does not. */
  private static final String LINE = "connection of %n in full: " + "x".repeat(200) + " .";

  private static final String TO_DISK = "log: {to: '@DIR@/disk/daemon.log'}\n";
  private static final String EACH =
      "access-log: {to: '@DIR@/disk/daemon.log', format: '" + LINE + "'}";

  /** Far more of these than a page, which the file may have left, has room for. */
  private static final int MANY = 100;

  /** Becomes the command behind a folder, which is a small disk of its own there. */
  private static final String MOUNT = "mount -t tmpfs -o size=1m small \"$0\" && exec \"$@\"";

  @RegisterExtension final Stage stage = new Stage();

  private Path file;

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long count(String part) {
    return lines().stream().filter(line -> line.contains(part)).count();
  }

  private void await(String part, long count) {
    Patience.until(count + " lines with: " + part, () -> count(part) >= count);
  }

  private static void serves(Preforkd daemon) throws IOException {
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  /** Up to its last byte. */
  private static IOException fill(Path filler) throws IOException {
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[1 << 12]);
      }
    } catch (IOException full) {
      return full;
    }
  }

  @Test
  void theDaemonServesOnAndWritesOnOnceThereIsRoom() throws IOException {
    assumeTrue(PrivateRoot.isPossible(), "only root can have a disk of its own");
    Path disk = Files.createDirectory(stage.folder().resolve("disk"));
    stage.by("unshare", "--mount", "sh", "-c", MOUNT, disk.toString());
    Preforkd daemon =
        stage.begin(TO_DISK + Workers.web(Workers.PERL, "mode: static", "max: 1", EACH));
    Path seen = Path.of("/proc/" + daemon.process().pid() + "/root" + disk);
    file = seen.resolve("daemon.log");
    Patience.until("a log", () -> Files.exists(file));
    await("preforkd ready", 1);

    Path filler = seen.resolve("filler");
    assertTrue(fill(filler).getMessage().contains("No space left"));
    for (int i = 0; i < MANY; i++) {
      serves(daemon);
    }
    daemon.log().await(CANNOT);
    awaitAllWrittenOr(daemon, MANY);
    long dropped = daemon.metrics().value(DROPPED);
    assertTrue(dropped > MANY / 2, dropped + " lines are counted");
    assertTrue(daemon.log().count(CANNOT) < dropped / 10, () -> daemon.log().toString());

    Files.delete(filler);
    serves(daemon);
    await("log file " + disk + "/daemon.log goes on: ", 1);
    long before = count("connection of web");
    serves(daemon);
    await("connection of web", before + 1);
    String whole = LINE.replace("%n", "web");
    lines().stream()
        .filter(line -> line.contains("connection of"))
        .forEach(line -> assertEquals(whole, line));
  }

  /** The others are counted. */
  private void awaitAllWrittenOr(Preforkd daemon, long connections) {
    Patience.until(
        connections + " connections in the file or counted",
        () -> count("connection of web") + daemon.metrics().value(DROPPED) >= connections);
  }
}
