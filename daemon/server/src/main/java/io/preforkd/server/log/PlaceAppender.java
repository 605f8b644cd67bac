package io.preforkd.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.preforkd.config.Log;

/** Hands lines to a {@link Logging.Place}; a stack follows its message. */
final class PlaceAppender extends AppenderBase<ILoggingEvent> {
  private final Logging.Place place;

  PlaceAppender(LoggerContext context, Logging.Place place) {
    this.place = place;
    setContext(context);
    start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    if (event.getThrowableProxy() != null) {
      message += "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
    }
    place.write(level(event.getLevel()), event.getLoggerName(), message, event.getTimeStamp());
  }

  private static Log.Level level(Level level) {
    return level.isGreaterOrEqual(Level.ERROR)
        ? Log.Level.ERROR
        : level.isGreaterOrEqual(Level.WARN)
            ? Log.Level.WARN
            : level.isGreaterOrEqual(Level.INFO) ? Log.Level.INFO : Log.Level.DEBUG;
  }
}
