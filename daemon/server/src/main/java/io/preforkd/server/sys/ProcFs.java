package io.preforkd.server.sys;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel tells by files. */
public final class ProcFs {

  private static final int TYPE_MASK = 0170000;
  private static final int TYPE_SOCKET = 0140000;

  /** The 22nd field of the line, counted from the one behind the name. */
  private static final int STARTTIME = 19;

  /** USER_HZ, which is 100 on every architecture that we run on. */
  private static final double TICKS_A_SECOND = 100;

  private ProcFs() {}

  /**
   * A process's proportional set size, bytes: its own pages and its share of those it has in common
   * with others.
   *
   * @return empty if the process has ended or is not ours to look into
   */
  public static OptionalLong proportionalSize(int pid) {
    return size(pid, "smaps_rollup", "Pss:");
  }

  /**
   * A process's resident set size, bytes: its own pages and all of those it has in common with
   * others. Everybody may know it.
   *
   * @return empty if the process has ended
   */
  public static OptionalLong residentSize(int pid) {
    return size(pid, "status", "VmRSS:");
  }

  private static OptionalLong size(int pid, String file, String field) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/" + file)).stream()
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> kibibytes(line) << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** A line such as {@code Pss: 1234 kB}. */
  private static long kibibytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  /**
   * How long this process has lived, also as other programs; proc(5), starttime. A system without
   * that file is not Linux, where no other program has gone before.
   */
  public static Duration uptime() {
    Path stat = Path.of("/proc/self/stat");
    return Files.exists(stat)
        ? uptime(text(stat))
        : Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  private static Duration uptime(String stat) {
    String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double started = Double.parseDouble(behindName[STARTTIME]) / TICKS_A_SECOND;
    double now = Double.parseDouble(text(Path.of("/proc/uptime")).split(" ", 2)[0]);
    return Duration.ofMillis((long) ((now - started) * 1e3));
  }

  /** Whether a part of the file is mapped into this process, as an archive is that a JVM uses. */
  public static boolean hasMapped(Path file) throws IOException {
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return mappings.anyMatch(line -> line.endsWith(" " + file));
    }
  }

  /** A file that is there as long as the kernel is. */
  static String text(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      return reader.lines().collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + "; is /proc mounted?", e);
    }
  }

  /** Whether the path itself, no link followed, is a socket; false if it is gone. */
  static boolean isSocket(Path path) {
    try {
      int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & TYPE_MASK) == TYPE_SOCKET;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + path, e);
    }
  }
}
