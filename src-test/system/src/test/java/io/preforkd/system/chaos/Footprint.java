package io.preforkd.system.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.ProcessView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a daemon at rest has: descriptors and threads, which must not grow, and memory, which may a
 * little. Jars are opened, and threads of the JVM's own come and go, as the JVM likes.
 */
public record Footprint(
    Map<String, Integer> descriptors, Map<String, Integer> threads, long kibibytes) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** Those of the JVM's own, and the one that measures memory as long as somebody asks for it. */
  private static final Pattern COME_AND_GO =
      Pattern.compile(
          "^(C[12] |G1 |GC |VM |Attach |Signal |Common-Cleaner|process reaper|memory$).*");

  /** One for each child. */
  private static final String PIDFD = "anon_inode:[pidfd]";

  /** JIT, metaspace and a heap that has not been collected for a while. */
  private static final long MOST_GROWTH_KIBIBYTES = 96 * 1024;

  /** Waits until the daemon has just these children, and nothing that comes or goes. */
  public static Footprint ofRest(ProcessView daemon, int children) {
    return Patience.found("rest with " + children + " children", () -> atRest(daemon, children));
  }

  private static Optional<Footprint> atRest(ProcessView daemon, int children) {
    Footprint seen = of(daemon);
    boolean isAtRest =
        seen.descriptors.getOrDefault(PIDFD, 0) == children
            && !seen.descriptors.containsKey("")
            && seen.descriptors.equals(of(daemon).descriptors);
    return isAtRest ? Optional.of(seen) : Optional.empty();
  }

  private static Footprint of(ProcessView daemon) {
    return new Footprint(
        tally(daemon.descriptors().values().stream().filter(name -> !name.endsWith(".jar"))),
        tally(threads(daemon).stream().filter(name -> !COME_AND_GO.matcher(name).matches())),
        Long.parseLong(daemon.status("VmRSS").split(" ", -1)[0]));
  }

  /** Pipes and sockets differ by their numbers only. */
  private static Map<String, Integer> tally(Stream<String> names) {
    return names.collect(
        Collectors.toMap(
            name -> NUMBER.matcher(name).replaceAll(""), name -> 1, Integer::sum, TreeMap::new));
  }

  private static List<String> threads(ProcessView daemon) {
    Path tasks = Path.of("/proc", Long.toString(daemon.pid()), "task");
    try (Stream<Path> entries = Files.list(tasks)) {
      return entries.map(entry -> name(entry.resolve("comm"))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException gone) {
      return "GC (has ended)";
    }
  }

  /** Waits until the daemon has no more than this again. */
  public void requireAgain(ProcessView daemon) {
    try {
      Patience.until("as little as before", () -> of(daemon).isNoMoreThan(this));
    } catch (AssertionError e) {
      throw new AssertionError("grown from " + this + "\nto " + of(daemon), e);
    }
    long grown = of(daemon).kibibytes() - kibibytes;
    assertTrue(grown < MOST_GROWTH_KIBIBYTES, "grown by " + grown + " KiB since " + this);
    Patience.until("no zombie", () -> zombies(daemon) == 0);
  }

  private boolean isNoMoreThan(Footprint other) {
    return isWithin(descriptors, other.descriptors) && isWithin(threads, other.threads);
  }

  private static boolean isWithin(Map<String, Integer> some, Map<String, Integer> others) {
    return some.entrySet().stream()
        .allMatch(entry -> entry.getValue() <= others.getOrDefault(entry.getKey(), 0));
  }

  private static long zombies(ProcessView daemon) {
    String pid = Long.toString(daemon.pid());
    return ProcessView.all().stream()
        .filter(process -> process.status("PPid").equals(pid) && !process.isAlive())
        .count();
  }
}
