package io.preforkd.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;

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
    place.write(Levels.of(event.getLevel()), event.getLoggerName(), message, event.getTimeStamp());
  }
}
