package io.preforkd.spamd.host;

import io.preforkd.server.log.JournalStream;
import io.preforkd.server.sys.FileMask;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Sockets;
import io.preforkd.server.sys.Users;
import io.preforkd.spamd.host.options.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** This machine, and whoever has called us. */
final class Machine implements Surroundings {
  /** Words, with commas between, that stand for the engine's program, for tests. */
  static final String OTHER_ENGINE = "preforkd.spamd.engine";

  private static final Path PERL = Path.of("/usr/bin/perl");
  private static final Path STDERR = Path.of("/proc/self/fd/2");
  private static final Path NOWHERE = Path.of("/dev/null");
  private static final Path SERVICES = Path.of("/etc/services");
  private final int umask = FileMask.current();

  @Override
  public Path directory() {
    return Path.of(System.getProperty("preforkd.directory", "")).toAbsolutePath();
  }

  @Override
  public Map<String, String> environment() {
    return System.getenv();
  }

  @Override
  public int umask() {
    return umask;
  }

  @Override
  public List<String> engine() {
    String other = System.getProperty(OTHER_ENGINE, "");
    Path ours = Path.of(System.getProperty("preforkd.home", ".")).toAbsolutePath();
    String program = ours.resolve("worker-api/spamd/perl/engine.pl").toString();
    return other.isEmpty() ? List.of(perl(), "-T", "-w", program) : List.of(other.split(",", -1));
  }

  /** The system's, whose modules the engine is made of, as spamd takes it; else what PATH has. */
  static String perl() {
    return Files.isExecutable(PERL) ? PERL.toString() : "perl";
  }

  @Override
  public List<String> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host)).stream()
          .map(InetAddress::getHostAddress)
          .toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  @Override
  public Optional<Integer> port(String service) {
    Pattern line =
        Pattern.compile("(\\S+)\\s+([0-9]+)/tcp((?:\\s+[^#\\s]+)*).*", Pattern.CASE_INSENSITIVE);
    try {
      return Files.readString(SERVICES, StandardCharsets.ISO_8859_1)
          .lines()
          .map(line::matcher)
          .filter(found -> found.matches() && isNamed(found, service))
          .map(found -> Integer.valueOf(found.group(2)))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isNamed(Matcher line, String service) {
    return line.group(1).equals(service)
        || List.of(line.group(3).strip().split("\\s+", -1)).contains(service);
  }

  @Override
  public Optional<Path> home(String user) {
    try {
      return Users.home(user);
    } catch (KernelException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int longestQueue() {
    return Sockets.somaxconn();
  }

  @Override
  public Stderr stderr() {
    try {
      boolean isNowhere = Files.readSymbolicLink(STDERR).equals(NOWHERE);
      return isNowhere
          ? Stderr.NOBODY
          : JournalStream.isStderr() ? Stderr.JOURNAL : Stderr.SOMEBODY;
    } catch (IOException e) {
      return Stderr.SOMEBODY;
    }
  }
}
