package io.preforkd.config;

/**
 * What the daemon logs, where, and in what form.
 *
 * @param level this one and everything above it
 * @param size bytes at which a log file is renamed and another one is begun; 0: never
 * @param keep how many older files are kept, 0 to 1000
 * @param repeatLimit lines of one kind that are written within ten seconds; 0: all
 */
public record Log(
    Level level,
    Format format,
    LogTarget to,
    SyslogSettings syslog,
    long size,
    int keep,
    int repeatLimit) {

  /** As this one, to another target. */
  public Log withTarget(LogTarget target) {
    return new Log(level, format, target, syslog, size, keep, repeatLimit);
  }

  /** From the gravest to the most talkative. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /** What a line looks like. */
  public enum Format {
    /** Text, without a time where the reader adds one. */
    AUTO,
    /** Time, level, text. */
    TEXT,
    /** A JSON object on a line. */
    JSON
  }
}
