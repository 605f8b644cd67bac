package io.preforkd.server.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.atomic.AtomicLong;

/** A queue that counts the lines for which it has no room, and tells of them once it has again. */
final class CountingQueue extends AsyncAppender {
  /** Of a connection that is told of, whose text is made later. */
  private static final int RECORD = 256;

  private final Logger logger;
  private final long mostCharacters;

  /** Of lines that wait, and of those that the log's thread has taken and not yet written. */
  private final AtomicLong characters = new AtomicLong();

  private volatile long dropped;
  private long told;

  /**
   * @param logger in whose name it tells of dropped lines
   * @param mostCharacters that wait at a time: a few long lines can fill the heap, too
   */
  CountingQueue(Logger logger, long mostCharacters) {
    this.logger = logger;
    this.mostCharacters = mostCharacters;
  }

  /** Where the lines go. */
  void empty(Appender<ILoggingEvent> target) {
    addAppender(new Unloading(target));
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
    if (getRemainingCapacity() >= getQueueSize() / 2 && characters.get() <= mostCharacters / 2) {
      tell();
    }
    if (getRemainingCapacity() == 0 || characters.get() + length(event) > mostCharacters) {
      dropped = dropped + 1;
    } else {
      enqueue(event);
    }
  }

  private void enqueue(ILoggingEvent event) {
    characters.addAndGet(length(event)); // before: it may be written at once
    super.append(event);
  }

  private static int length(ILoggingEvent event) {
    return event.getLoggerName().equals(AccessLog.LOGGER)
        ? RECORD
        : event.getFormattedMessage().length();
  }

  /** Once for a whole episode: half the queue must be free again. */
  private void tell() {
    if (dropped > told) {
      String text = "{} log lines were dropped: the log was read or written too slowly";
      Object[] count = {dropped - told};
      told = dropped;
      enqueue(
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

  /** The end of the queue, which makes room with each line that is written. */
  private final class Unloading extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final Appender<ILoggingEvent> target;

    Unloading(Appender<ILoggingEvent> target) {
      this.target = target;
      start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      target.doAppend(event);
      characters.addAndGet(-length(event));
    }

    @Override
    public void stop() {
      super.stop();
      target.stop();
    }
  }
}
