package io.preforkd.server.sys;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limit of open files that the daemon was started with: the daemon raises its own where its
 * pools need more, and children would inherit that.
 */
public final class OriginalLimits {

  /** Set by the launcher to what {@code ulimit -Sn} said before it started java. */
  public static final String PROPERTY = "preforkd.nofile";

  private static final Path LIMITS = Path.of("/proc/self/limits");

  private OriginalLimits() {}

  /**
   * What a child needs to have the original limit back.
   *
   * @return empty if the JVM did not change it, or if nobody told what it was
   * @throws IllegalArgumentException if the property is neither a number nor {@code unlimited}
   */
  public static Optional<Rlimit> nofile() {
    return nofile(System.getProperty(PROPERTY), ProcFs.text(LIMITS));
  }

  static Optional<Rlimit> nofile(String original, String limits) {
    if (original == null) {
      return Optional.empty();
    }
    long soft = parse(original);
    return soft == current(limits)
        ? Optional.empty()
        : Optional.of(new Rlimit("nofile", soft, OptionalLong.empty()));
  }

  /** A line such as {@code Max open files 1024 524288 files}. */
  private static long current(String limits) {
    String line =
        limits.lines().filter(l -> l.startsWith("Max open files")).findFirst().orElseThrow();
    return parse(line.substring("Max open files".length()).strip().split(" ", 2)[0]);
  }

  private static long parse(String limit) {
    try {
      return limit.equals("unlimited") ? Rlimit.UNLIMITED : Long.parseLong(limit);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          PROPERTY + " is " + limit + "; it must be a number or unlimited", e);
    }
  }
}
