package io.preforkd.server.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.preforkd.server.log.Repeats.Line;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Leaves out lines that come too often, before they take room in the queue. Who has changed
 * something, and which connections there were, is always told.
 */
final class Sieve extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final Set<String> WHOLE = Set.of(Logging.CONTROL, AccessLog.LOGGER);

  private final CountingQueue queue;
  private final Repeats repeats;
  private boolean isDue;

  /**
   * @param queue stopped with this one
   * @param limit see {@link Repeats}
   */
  Sieve(CountingQueue queue, int limit) {
    this.queue = queue;
    this.repeats = new Repeats(limit);
    setContext(queue.getContext());
    start();
  }

  synchronized void limit(int lines) {
    repeats.limit(lines);
  }

  @Override
  protected synchronized void append(ILoggingEvent event) {
    if (WHOLE.contains(event.getLoggerName())) {
      queue.doAppend(event);
      return;
    }
    Line line =
        new Line(
            event.getLoggerName(),
            Levels.of(event.getLevel()),
            event.getMessage(),
            event.getFormattedMessage());
    for (Line each : repeats.pass(line, now())) {
      queue.doAppend(each.equals(line) ? event : sum(each));
    }
    if (!isDue && repeats.owesALine()) {
      tellLater();
    }
  }

  /** Also if no line ever comes again. */
  private void tellLater() {
    isDue = true;
    Executor later =
        CompletableFuture.delayedExecutor(Repeats.PERIOD, TimeUnit.MILLISECONDS, Runnable::run);
    later.execute(this::tell);
  }

  private synchronized void tell() {
    isDue = false;
    if (isStarted()) {
      append(repeats.over(now()));
      if (repeats.owesALine()) {
        tellLater();
      }
    }
  }

  private void append(List<Line> sums) {
    sums.forEach(each -> queue.doAppend(sum(each)));
  }

  private LoggingEvent sum(Line line) {
    Logger logger = queue.logger(line.logger());
    return new LoggingEvent(
        Sieve.class.getName(), logger, Levels.of(line.level()), line.text(), null, null);
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public void stop() {
    synchronized (this) {
      if (isStarted()) {
        append(repeats.end(now()));
      }
      super.stop();
    }
    queue.stop();
  }
}
