package io.preforkd.server.host;

import io.preforkd.server.child.ArchiveCache;
import io.preforkd.server.child.ArchiveOutcome;
import io.preforkd.server.child.ArchiveOutcome.Accepted;
import io.preforkd.server.child.ArchiveOutcome.Made;
import io.preforkd.server.child.ArchiveOutcome.Unused;
import io.preforkd.server.child.ClassArchive;
import io.preforkd.server.child.ClassData;
import io.preforkd.server.child.Launch;
import io.preforkd.server.child.TraineeCommand;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.LaunchPrefix;
import io.preforkd.server.sys.OwnStrings;
import io.preforkd.server.sys.ProcFs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class-data archive of the daemon's own JVM, with which it starts sooner. The launcher names
 * the file, by all that it depends on, and starts the JVM with it if it is there.
 *
 * <p>If the JVM has done without, a child of lowest priority makes the archive once the daemon is
 * ready: it runs this same program for a moment, with a stand-in for what its children do.
 */
final class OwnArchive {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LAST_IN_LINE = 19;

  /** What a JVM reads its options from, finds programs by and chooses its texts by. */
  private static final Set<String> ENVIRONMENT =
      Set.of(
          "JDK_JAVA_OPTIONS",
          "JAVA_TOOL_OPTIONS",
          "_JAVA_OPTIONS",
          "PATH",
          "LANG",
          "LC_ALL",
          "LC_CTYPE");

  private final EventLoop loop;
  private final Archivist archivist;
  private final Path named;
  private final String trainee;

  private OwnArchive(EventLoop loop, Archivist archivist, Path named, String trainee) {
    this.loop = loop;
    this.archivist = archivist;
    this.named = named;
    this.trainee = trainee;
  }

  /** Empty if the launcher has named none. */
  static Optional<OwnArchive> ofThisProcess(EventLoop loop, Archivist archivist) {
    String file = System.getProperty("preforkd.archive");
    String trainee = System.getProperty("preforkd.archive-trainee");
    return file == null
        ? Optional.empty()
        : Optional.of(new OwnArchive(loop, archivist, Path.of(file), trainee));
  }

  /** The daemon has been seen to work; not a moment of the loop's, with which clients wait now. */
  void daemonIsReady() {
    archivist.run(this::see);
  }

  private void see() {
    try {
      ArchiveCache cache = ArchiveCache.ofDaemon(named.getParent());
      Path file = cache.ownFile(named.getFileName().toString());
      if (ProcFs.hasMapped(file)) {
        tell(cache, file, new Accepted());
      } else {
        List<Map<String, Object>> jars = jars();
        archivist.ready(() -> archive(file, jars), outcome -> tell(cache, file, outcome));
      }
    } catch (IOException e) {
      LOG.info(
          "class-data archive {} cannot be kept: {}; the start takes longer without",
          named,
          e.getMessage());
    }
  }

  /** Of each jar what is another once it is exchanged; a hash would take longer. */
  private static List<Map<String, Object>> jars() throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      all.add(Files.readAttributes(Path.of(jar), "unix:ino,size,ctime"));
    }
    return all;
  }

  private static boolean isAsNamed(List<Map<String, Object>> jars) {
    try {
      return jars.equals(jars());
    } catch (IOException e) {
      return false;
    }
  }

  private ClassArchive archive(Path file, List<Map<String, Object>> jars) {
    return new ClassArchive(
        loop,
        file,
        this::launch,
        Optional.empty(),
        PATIENCE,
        line -> LOG.debug("training | {}", line),
        () -> isAsNamed(jars));
  }

  private Launch launch(ClassData data) {
    List<String> command = TraineeCommand.of(OwnStrings.command(), trainee, data);
    return new Launch(
        "training",
        new LaunchPrefix().nice(LAST_IN_LINE).before(command),
        environment(),
        data.folder().orElse(Path.of("/")),
        List.of(slot -> 0),
        List.of("training"),
        0,
        0,
        0,
        List.of(),
        1,
        false,
        Map.of(),
        Optional.empty());
  }

  /** Whatever else it opens is to be in its folder, whose own path may be too long for a socket. */
  private static Map<String, String> environment() {
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.keySet().retainAll(ENVIRONMENT);
    all.put("PREFORKD_RUN", "/proc/self/cwd");
    return all;
  }

  private static void tell(ArchiveCache cache, Path file, ArchiveOutcome outcome) {
    if (outcome instanceof Unused unused) {
      LOG.warn(
          "class-data archive {} is not used: {}; the start takes longer without",
          file,
          unused.why());
      return;
    }
    try {
      cache.used(file);
    } catch (IOException e) {
      LOG.debug("class-data archives cannot be tidied up", e);
    }
    if (outcome instanceof Made made) {
      LOG.info(
          "class-data archive {} made in {} ms, since it {}; the next start is quicker",
          file,
          made.millis(),
          made.wasThere() ? "did not fit" : "was missing");
    } else {
      LOG.info("class-data archive {} accepted", file);
    }
  }
}
