package io.preforkd.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import io.preforkd.config.Log;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * Log lines go to stderr, through a queue: a reader of stderr that has stopped must not stop the
 * event loop. When the queue is full lines are dropped, and counted.
 */
public final class Logging {
  private static final int QUEUE = 16_384;
  private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg%n%ex";

  private static volatile CountingQueue queue;
  private static volatile long droppedBefore;

  private Logging() {}

  /** A place for lines that is not ours. */
  public interface Place {
    /**
     * Takes a line, on a thread of the log's.
     *
     * @param logger of whom, as {@code preforkd} or {@code preforkd.output} for a child's words
     * @param epochMillis when it was logged
     */
    void write(Log.Level level, String logger, String message, long epochMillis);
  }

  /** Begins to log at this level, on stderr. */
  public static void start(Log settings) {
    start(settings, Logging::console);
  }

  /** Begins to log at this level, in another place. */
  public static void start(Log settings, Place place) {
    start(settings, context -> new PlaceAppender(context, place));
  }

  private static void start(Log settings, Function<LoggerContext, Appender<ILoggingEvent>> target) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.start(); // or else a stop after an earlier one would not wait for the queue
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    queue = queue(context, target.apply(context));
    root.addAppender(queue);
    context.getLogger("preforkd.output").setLevel(Level.INFO);
    context.getLogger("preforkd.control").setLevel(Level.INFO);
    level(settings.level());
  }

  /** Logs at this level from now on. */
  public static void level(Log.Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("preforkd").setLevel(Level.valueOf(level.name().toUpperCase(Locale.ROOT)));
  }

  /** The level that is in force. */
  public static Log.Level level() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    String name = context.getLogger("preforkd").getEffectiveLevel().toString();
    return Log.Level.valueOf(name);
  }

  /** Counts on from the lines that a program before this one has dropped. */
  public static void countFrom(long dropped) {
    droppedBefore = dropped;
  }

  /** Lines that were dropped since the start, as nobody read them fast enough. */
  public static long dropped() {
    CountingQueue current = queue;
    return droppedBefore + (current == null ? 0 : current.dropped());
  }

  /** Writes what is queued and ends. */
  public static void stop() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    return console;
  }

  private static CountingQueue queue(LoggerContext context, Appender<ILoggingEvent> target) {
    CountingQueue queue = new CountingQueue(context.getLogger("preforkd"));
    queue.setContext(context);
    queue.setQueueSize(QUEUE);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.setMaxFlushTime(2_000);
    queue.addAppender(target);
    queue.start();
    return queue;
  }
}
