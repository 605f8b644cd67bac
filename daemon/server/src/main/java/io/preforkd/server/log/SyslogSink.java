package io.preforkd.server.log;

import io.preforkd.config.Log;
import io.preforkd.config.SyslogSettings;
import io.preforkd.server.sys.Syslog;

/** The system logger, of which a process has one; it is found again by itself when it was away. */
final class SyslogSink implements Sink {
  private final SyslogSettings settings;
  private boolean isOpen;

  SyslogSink(SyslogSettings settings) {
    this.settings = settings;
  }

  @Override
  public boolean write(Log.Level level, String text) {
    open();
    text.lines().forEach(line -> Syslog.write(Priorities.of(level), line));
    return true;
  }

  /** Not before it is in force: the one in force has the same connection. */
  private void open() {
    if (!isOpen) {
      isOpen = true;
      Syslog.close();
      Syslog.open(settings.identifier(), settings.facility());
    }
  }
}
