package io.preforkd.spamd.host.options;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where spamd's lines go, by {@code --syslog}, {@code --syslog-socket} and {@code
 * --log-timestamp-fmt}.
 *
 * @param facility of syslog, or what stands for it: {@code stderr}, {@code null}
 * @param socket how syslog is reached, in small letters, such as {@code unix}
 * @param file if lines go to a file
 * @param timestamp a format of strftime(3); empty text for none, empty for what is usual
 */
public record LogPlace(
    String facility, String socket, Optional<Path> file, Optional<String> timestamp) {
  private static final String FILE = "spamd.log";

  static LogPlace of(Arguments given, Path directory) {
    String facility = given.text("syslog").orElse("mail");
    String socket = given.filled("syslog-socket").orElse("unix").toLowerCase(Locale.ROOT);
    Optional<String> timestamp =
        given.given("log-timestamp-fmt").filter(text -> !text.equalsIgnoreCase("default"));
    if (!facility.matches("[a-z0-9]*")) {
      return new LogPlace("file", "file", Optional.of(directory.resolve(facility)), timestamp);
    }
    if (facility.equals("file") || socket.equals("file")) {
      return new LogPlace("file", "file", Optional.of(directory.resolve(FILE)), timestamp);
    }
    return new LogPlace(
        socket.equals("none") ? "stderr" : facility, socket, Optional.empty(), timestamp);
  }

  /** Whether lines go to syslog. */
  public boolean isSyslog() {
    return file.isEmpty() && !facility.equals("stderr") && !facility.equals("null");
  }

  /** In the words of {@code --syslog}. */
  String word() {
    return file.map(Path::toString).orElse(facility);
  }
}
