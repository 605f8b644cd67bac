package io.preforkd.server.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;

/** A queue that counts the lines for which it has no room, and tells of them once it has again. */
final class CountingQueue extends AsyncAppender {
  private final Logger logger;
  private volatile long dropped;
  private long told;

  /**
   * @param logger in whose name it tells of dropped lines
   */
  CountingQueue(Logger logger) {
    this.logger = logger;
  }

  /** Lines dropped so far. */
  long dropped() {
    return dropped;
  }

  /** A logger of the same context. */
  Logger logger(String name) {
    return logger.getLoggerContext().getLogger(name);
  }

  /** What is told of a connection becomes a text on the log's thread, not on the event loop's. */
  @Override
  protected void preprocess(ILoggingEvent event) {
    if (!event.getLoggerName().equals(AccessLog.LOGGER)) {
      super.preprocess(event);
    }
  }

  /** One at a time, so that the room that is seen is still there when it is taken. */
  @Override
  protected synchronized void append(ILoggingEvent event) {
    if (getRemainingCapacity() >= getQueueSize() / 2) {
      tell();
    }
    if (getRemainingCapacity() == 0) {
      dropped = dropped + 1;
    } else {
      super.append(event);
    }
  }

  /** Once for a whole episode: half the queue must be free again. */
  private void tell() {
    if (dropped > told) {
      String text = "{} log lines were dropped: the log was read or written too slowly";
      Object[] count = {dropped - told};
      told = dropped;
      super.append(
          new LoggingEvent(CountingQueue.class.getName(), logger, Level.WARN, text, null, count));
    }
  }

  /** Whoever writes the last lines may have to say something himself. */
  @Override
  public void stop() {
    synchronized (this) {
      if (isStarted() && getRemainingCapacity() > 0) {
        tell();
      }
    }
    super.stop();
  }
}
