package io.preforkd.server.log;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way from the event loop to the access logs: a record is written by the log's thread. */
public final class AccessLog {
  static final String LOGGER = "preforkd.access";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private static volatile Set<String> pools = Set.of();

  private AccessLog() {}

  /** From now on these pools have one. */
  static void keepFor(Set<String> names) {
    pools = Set.copyOf(names);
  }

  /** Whether this pool has one. */
  public static boolean isKeptFor(String pool) {
    return pools.contains(pool);
  }

  /** Has a line written of this connection; never waits. */
  public static void write(AccessRecord connection) {
    LOG.info("{}", connection);
  }
}
