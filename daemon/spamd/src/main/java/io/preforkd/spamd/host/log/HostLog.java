package io.preforkd.spamd.host.log;

import io.preforkd.config.Log.Level;
import io.preforkd.server.log.Logging;
import io.preforkd.server.log.Priorities;
import io.preforkd.server.sys.Syslog;
import io.preforkd.spamd.host.options.LogPlace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes the log lines of this process where spamd's go: to syslog or a file, and to stderr as well
 * as long as somebody may be there to read it. The daemon's own lines are among them, and begin
 * with {@code preforkd:}. What the engine prints goes to stderr as it is, since its lines are
 * spamd's already; without stderr only what is none comes into the log.
 */
public final class HostLog implements Logging.Place {
  /** Lines of this logger are spamd's own. */
  public static final String OWN = "preforkd.spamd";

  private static final String OUTPUT = "preforkd.output";
  private static final String BEFORE_OUTPUT = " | ";

  /** A line of the engine's logger, which has brought it to its place by itself. */
  private static final Pattern LOGGED = Pattern.compile("\\[\\d+\\] (dbg|info|warn|error): ");

  private static final String IDENT = "spamd";

  private final LogPlace place;
  private final LineFormat format;
  private final long pid;
  private final int umask;
  private final PrintStream stderr;
  private Optional<PrintStream> file = Optional.empty();
  private boolean hasSyslog;
  private boolean hasStderr = true;

  /**
   * Opens it. What cannot be opened is told on stderr, to which lines go then.
   *
   * @param umask for a file that is new
   * @param stderr of this process
   */
  public HostLog(LogPlace place, long pid, int umask, PrintStream stderr) {
    this.place = place;
    this.format = new LineFormat(place.timestamp(), ZoneId.systemDefault());
    this.pid = pid;
    this.umask = umask;
    this.stderr = stderr;
    open();
  }

  private void open() {
    if (place.file().isPresent()) {
      open(place.file().get());
    } else if (place.isSyslog()) {
      openSyslog();
    }
  }

  private void open(Path path) {
    try {
      FileRights.makeIfMissing(path, umask);
      file =
          Optional.of(
              new PrintStream(
                  Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                  true,
                  StandardCharsets.UTF_8));
    } catch (IOException e) {
      stderr.println("spamd: cannot open the log file: " + e + "; lines go to stderr");
    }
  }

  private void openSyslog() {
    hasSyslog = Syslog.knows(place.facility());
    if (hasSyslog) {
      Syslog.open(IDENT, place.facility());
    } else {
      stderr.println("spamd: syslog has no facility " + place.facility() + "; lines go to stderr");
    }
  }

  /** Follows a file that was moved, and a system logger that was started anew. */
  public synchronized void reopen() {
    file.ifPresent(PrintStream::close);
    file = Optional.empty();
    if (hasSyslog) {
      Syslog.close();
    }
    open();
  }

  /** Nobody reads stderr any more. */
  public synchronized void leaveStderr() {
    hasStderr = false;
  }

  /** Stderr is the system's log, which is to have each line once: it keeps what it alone has. */
  public synchronized void leaveJournal() {
    hasStderr = file.isEmpty() && !hasSyslog;
  }

  @Override
  public synchronized void write(Level level, String logger, String message, long epochMillis) {
    if (!logger.equals(OUTPUT)) {
      String owner = logger.equals(OWN) ? "" : "preforkd: ";
      message.lines().forEach(line -> write(level, owner + line, epochMillis));
    } else if (hasStderr) {
      stderr.println(words(message));
    } else if (!LOGGED.matcher(words(message)).find()) {
      write(Level.WARN, "preforkd: " + message, epochMillis);
    }
  }

  private static String words(String message) {
    int words = message.indexOf(BEFORE_OUTPUT);
    return words < 0 ? message : message.substring(words + BEFORE_OUTPUT.length());
  }

  private void write(Level level, String message, long millis) {
    file.ifPresent(out -> out.println(format.ofFile(millis, pid, level, message)));
    if (hasSyslog) {
      Syslog.write(Priorities.of(level), format.ofSyslog(millis, message));
    }
    if (hasStderr) {
      stderr.println(format.ofStderr(millis, pid, level, message));
    }
  }
}
