package io.preforkd.server.host;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts what the daemon itself does wrong. */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final AtomicLong count;

  /**
   * @param before counted by the program that this one goes on from
   */
  Faults(long before) {
    count = new AtomicLong(before);
  }

  void report(Throwable fault) {
    count.incrementAndGet();
    LOG.error("a fault in preforkd itself; the daemon goes on", fault);
  }

  /** Faults since the start. */
  long count() {
    return count.get();
  }
}
