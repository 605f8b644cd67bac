package io.preforkd.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.preforkd.config.AccessLogSettings;
import io.preforkd.config.Log;
import io.preforkd.config.LogTarget;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where lines go by one configuration; each place is opened once, whoever writes there. */
final class Destinations {
  private record Access(AccessLine line, Sink sink) {}

  private final Log log;
  private final boolean isJournal = JournalStream.isStderr();
  private final Map<LogTarget, Sink> sinks = new HashMap<>();
  private final Map<String, Access> access = new HashMap<>();
  private final Lines lines;
  private final Sink main;

  private Destinations(Log log, LoggerContext context) throws LogException {
    this.log = log;
    this.lines = Lines.of(log, isJournal, context);
    this.main = sink("log.to", log.to());
  }

  /**
   * Opens all of them.
   *
   * @param access by the names of the pools
   * @throws LogException if one cannot be opened; then none is
   */
  static Destinations open(Log log, Map<String, AccessLogSettings> access, LoggerContext context)
      throws LogException {
    Destinations opened = new Destinations(log, context);
    try {
      for (Map.Entry<String, AccessLogSettings> pool : access.entrySet()) {
        opened.add(pool.getKey(), pool.getValue());
      }
      return opened;
    } catch (LogException e) {
      opened.close();
      throw e;
    }
  }

  private void add(String pool, AccessLogSettings settings) throws LogException {
    AccessLine line = new AccessLine(settings.format(), ZoneId.systemDefault());
    access.put(pool, new Access(line, sink("access-log of pool " + pool, settings.to())));
  }

  private Sink sink(String key, LogTarget target) throws LogException {
    Sink sink = sinks.get(target);
    if (sink == null) {
      sink = opened(key, target);
      sinks.put(target, sink);
    }
    return sink;
  }

  private Sink opened(String key, LogTarget target) throws LogException {
    if (target instanceof LogTarget.File file) {
      try {
        return new LogFile(file.path(), log.size(), log.keep());
      } catch (IOException e) {
        throw cannotOpen(key, target, e);
      }
    }
    return target instanceof LogTarget.Syslog
        ? new SyslogSink(log.syslog())
        : new StderrSink(isJournal);
  }

  private static LogException cannotOpen(String key, LogTarget target, IOException e) {
    return new LogException(
        key
            + ": "
            + target
            + " cannot be opened: "
            + LogFile.why(e)
            + "; let the daemon's user write there, or choose another file",
        e);
  }

  /** The pools that have an access log. */
  Set<String> poolsWithAccess() {
    return access.keySet();
  }

  /** False if the line is lost. */
  boolean write(ILoggingEvent event) {
    if (event.getLoggerName().equals(AccessLog.LOGGER)) {
      return write((AccessRecord) event.getArgumentArray()[0], event.getTimeStamp());
    }
    return main.write(Levels.of(event.getLevel()), lines.of(event));
  }

  /** What ended while a reload took its log away is nobody's to tell. */
  private boolean write(AccessRecord connection, long end) {
    Access ofPool = access.get(connection.pool());
    return ofPool == null || ofPool.sink().write(Log.Level.INFO, ofPool.line().of(connection, end));
  }

  /** Follows files that were moved; returns what could not be opened, and goes on as it was. */
  List<LogException> reopen() {
    return onEach(Sink::reopen);
  }

  /** As {@link #reopen}, where one was moved since it was opened. */
  List<LogException> follow() {
    return onEach(Sink::follow);
  }

  private interface Step {
    void of(Sink sink) throws IOException;
  }

  private List<LogException> onEach(Step step) {
    List<LogException> failures = new ArrayList<>();
    sinks.forEach(
        (target, sink) -> {
          try {
            step.of(sink);
          } catch (IOException e) {
            failures.add(cannotOpen("log", target, e));
          }
        });
    return failures;
  }

  /** Gives files that were made here to the user that this process is about to become. */
  void giveTo(int uid, int gid) throws IOException {
    for (Sink sink : sinks.values()) {
      if (sink instanceof LogFile file) {
        file.giveTo(uid, gid);
      }
    }
  }

  void close() {
    sinks.values().forEach(Sink::close);
  }
}
