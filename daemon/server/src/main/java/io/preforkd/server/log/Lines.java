package io.preforkd.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.preforkd.config.Log;
import io.preforkd.config.LogTarget;

/** What the log's lines look like. */
interface Lines {
  String BARE = "%msg%n%ex";
  String TIMED = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level " + BARE;

  /** One line, and those of its stack where it has one; without the end of the last. */
  String of(ILoggingEvent event);

  /**
   * The form that is asked for.
   *
   * @param isJournal whether stderr comes into systemd's journal
   */
  static Lines of(Log log, boolean isJournal, LoggerContext context) {
    boolean addsTime =
        log.to() instanceof LogTarget.Syslog || (isJournal && log.to() instanceof LogTarget.Stderr);
    return switch (log.format()) {
      case JSON -> new JsonLines();
      case TEXT -> text(TIMED, context);
      case AUTO -> text(addsTime ? BARE : TIMED, context);
    };
  }

  private static Lines text(String pattern, LoggerContext context) {
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.setPattern(pattern);
    layout.start();
    return event -> layout.doLayout(event).stripTrailing();
  }
}
