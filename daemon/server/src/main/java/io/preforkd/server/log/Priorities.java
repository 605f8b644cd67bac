package io.preforkd.server.log;

import io.preforkd.config.Log;
import io.preforkd.server.sys.Syslog;

/** How grave a line is in the words of syslog(3), which systemd's journal shares. */
public final class Priorities {
  private Priorities() {}

  public static Syslog.Level of(Log.Level level) {
    return switch (level) {
      case ERROR -> Syslog.Level.ERROR;
      case WARN -> Syslog.Level.WARNING;
      case INFO -> Syslog.Level.INFO;
      case DEBUG -> Syslog.Level.DEBUG;
    };
  }
}
