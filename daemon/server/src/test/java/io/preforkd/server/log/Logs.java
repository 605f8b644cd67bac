package io.preforkd.server.log;

import io.preforkd.config.Log;
import io.preforkd.config.LogTarget;
import io.preforkd.config.SyslogSettings;

/** Settings of logs, for tests. */
final class Logs {
  private static final SyslogSettings SYSLOG = new SyslogSettings("daemon", "preforkd");

  private Logs() {}

  static Log onStderr(Log.Level level) {
    return of(level, Log.Format.AUTO, new LogTarget.Stderr());
  }

  static Log of(Log.Level level, Log.Format format, LogTarget to) {
    return new Log(level, format, to, SYSLOG, 0, 5, 0);
  }
}
