package io.preforkd.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.preforkd.config.AccessLogSettings;
import io.preforkd.config.Log;
import io.preforkd.config.LogTarget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Log lines go to stderr, syslog or files, through a queue: a reader of stderr that has stopped, or
 * a slow disk, must not stop the event loop. When the queue is full lines are dropped, and counted.
 */
public final class Logging {
  /** What children print. */
  static final String OUTPUT = "preforkd.output";

  /** Who has asked for a change. */
  static final String CONTROL = "preforkd.control";

  private static final String DAEMON = "preforkd";
  private static final int QUEUE = 16_384;

  /** As many again are held by what they are made of, in a heap of 48 MiB. */
  private static final int CHARACTERS = 4 << 20;

  private static volatile LongSupplier dropped = () -> 0;
  private static volatile Sieve sieve;
  private static volatile Outlet outlet;
  private static volatile long droppedBefore;
  private static Log log;
  private static Map<String, AccessLogSettings> access = Map.of();

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

  /** Other places, opened and not in force yet. */
  public interface Change {
    /** Puts it into force. */
    void use();

    /** Closes it. */
    void discard();
  }

  /**
   * Begins to log where these settings say.
   *
   * @param ofPools access logs by the names of their pools
   * @throws LogException if a file cannot be opened; then nobody logs
   */
  public static synchronized void start(Log settings, Map<String, AccessLogSettings> ofPools)
      throws LogException {
    LoggerContext context = context();
    Destinations destinations = Destinations.open(settings, ofPools, context);
    begin(context);
    Outlet end = new Outlet(context, destinations);
    CountingQueue queue = queue(context, end);
    count(() -> queue.dropped() + end.lost());
    sieve = new Sieve(queue, settings.repeatLimit());
    outlet = end;
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(sieve);
    inForce(settings, ofPools);
  }

  /**
   * As {@link #start(Log, Map)} for a daemon that serves already: what cannot be opened is told,
   * and lines go to stderr.
   */
  public static void startAgain(Log settings, Map<String, AccessLogSettings> ofPools) {
    try {
      start(settings, ofPools);
    } catch (LogException e) {
      startOnStderr(settings);
      LoggerFactory.getLogger(DAEMON)
          .error("{}; until the next reload lines go to stderr", e.getMessage());
    }
  }

  private static void startOnStderr(Log settings) {
    try {
      start(settings.withTarget(new LogTarget.Stderr()), Map.of());
    } catch (LogException e) {
      throw new IllegalStateException("stderr is always there", e);
    }
  }

  /** Begins to log at this level, in another place. */
  public static synchronized void start(Log settings, Place place) {
    LoggerContext context = context();
    begin(context);
    CountingQueue queue = queue(context, new PlaceAppender(context, place));
    count(queue::dropped);
    sieve = null;
    outlet = null;
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queue);
    inForce(settings, Map.of());
  }

  /** Goes on from what was dropped by those before: a counter never goes back. */
  private static void count(LongSupplier next) {
    long before = dropped.getAsLong();
    dropped = () -> before + next.getAsLong();
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static void begin(LoggerContext context) {
    context.reset();
    context.start(); // or else a stop after an earlier one would not wait for the queue
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    for (String name : List.of(OUTPUT, CONTROL, AccessLog.LOGGER)) {
      context.getLogger(name).setLevel(Level.INFO);
    }
  }

  private static void inForce(Log settings, Map<String, AccessLogSettings> ofPools) {
    log = settings;
    access = Map.copyOf(ofPools);
    AccessLog.keepFor(outlet == null ? Set.of() : access.keySet());
    level(settings.level());
  }

  /**
   * Opens what other settings name, where something has changed.
   *
   * @throws LogException if a file cannot be opened; then nothing has changed
   */
  public static synchronized Change prepare(Log settings, Map<String, AccessLogSettings> ofPools)
      throws LogException {
    if (outlet == null || (settings.equals(log) && ofPools.equals(access))) {
      return change(() -> level(settings.level()), () -> {});
    }
    Destinations next = Destinations.open(settings, ofPools, context());
    return change(() -> use(next, settings, ofPools), next::close);
  }

  private static Change change(Runnable use, Runnable discard) {
    return new Change() {
      @Override
      public void use() {
        use.run();
      }

      @Override
      public void discard() {
        discard.run();
      }
    };
  }

  private static synchronized void use(
      Destinations next, Log settings, Map<String, AccessLogSettings> ofPools) {
    List<LogException> failures = next.follow(); // moved while the rest was prepared
    outlet.use(next);
    sieve.limit(settings.repeatLimit());
    inForce(settings, ofPools);
    failures.forEach(
        failure ->
            LoggerFactory.getLogger(DAEMON)
                .error("{}; the file that is open goes on", failure.getMessage()));
  }

  /** Follows files that were moved. What cannot be opened is returned, and goes on as it was. */
  public static synchronized List<LogException> reopen() {
    Outlet current = outlet;
    return current == null ? List.of() : current.current().reopen();
  }

  /** Gives files that were made here to the user that this process is about to become. */
  public static void giveTo(int uid, int gid) throws IOException {
    Outlet current = outlet;
    if (current != null) {
      current.current().giveTo(uid, gid);
    }
  }

  /** Logs at this level from now on. */
  public static void level(Log.Level level) {
    context().getLogger(DAEMON).setLevel(Levels.of(level));
  }

  /** The level that is in force. */
  public static Log.Level level() {
    return Levels.of(context().getLogger(DAEMON).getEffectiveLevel());
  }

  /** Counts on from the lines that a program before this one has dropped. */
  public static void countFrom(long dropped) {
    droppedBefore = dropped;
  }

  /**
   * Lines that were dropped since the start, as they were read too slowly or could not be written.
   */
  public static long dropped() {
    return droppedBefore + dropped.getAsLong();
  }

  /** Writes what is queued and ends. */
  public static void stop() {
    context().stop();
  }

  private static CountingQueue queue(LoggerContext context, Appender<ILoggingEvent> target) {
    CountingQueue queue = new CountingQueue(context.getLogger(DAEMON), CHARACTERS);
    queue.setContext(context);
    queue.setQueueSize(QUEUE);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.setMaxFlushTime(2_000);
    queue.empty(target);
    queue.start();
    return queue;
  }
}
