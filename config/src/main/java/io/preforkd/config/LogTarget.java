package io.preforkd.config;

import java.nio.file.Path;

/** Where log lines go. */
public sealed interface LogTarget {

  /** The daemon's stderr. */
  record Stderr() implements LogTarget {
    @Override
    public String toString() {
      return LogTargetType.STDERR;
    }
  }

  /** The system logger. */
  record Syslog() implements LogTarget {
    @Override
    public String toString() {
      return LogTargetType.SYSLOG;
    }
  }

  /** A file of the daemon's own. */
  record File(Path path) implements LogTarget {
    @Override
    public String toString() {
      return path.toString();
    }
  }
}
