package io.preforkd.server.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Catches what the daemon logs, from {@code debug} on, while it is open. */
public final class CaughtLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 20;

  private final Logger logger;
  private final Level levelBefore;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  public CaughtLog() {
    this("preforkd");
  }

  /** Catches what another logger says, a library's for example. */
  public CaughtLog(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    levelBefore = logger.getLevel();
    setContext(logger.getLoggerContext());
    start();
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getLevel() + " " + event.getFormattedMessage());
  }

  /** Takes the oldest line, as {@code LEVEL message}. */
  public String next() throws InterruptedException {
    String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("nothing was logged within " + DEADLINE_SECONDS + " s");
    }
    return line;
  }

  /** Takes lines until one has this in it, and hands that one back. */
  public String await(String part) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("no line with \"" + part + "\" among " + seen);
      }
      if (line.contains(part)) {
        return line;
      }
      seen.add(line);
    }
  }

  /** Whether no line was caught that was not taken. */
  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Takes all lines that were caught so far. */
  public List<String> all() {
    List<String> all = new ArrayList<>();
    lines.drainTo(all);
    return all;
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setAdditive(true);
    logger.setLevel(levelBefore);
    stop();
  }
}
