package io.preforkd.server.child;

import io.preforkd.server.sys.WaitStatus;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator reads of a pool's template. */
final class TemplateLog {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Logger OUTPUT = LoggerFactory.getLogger("preforkd.output");

  private final String pool;

  TemplateLog(String pool) {
    this.pool = pool;
  }

  void started(int pid) {
    LOG.info("pool={} template pid={} started", pool, pid);
  }

  void printed(int pid, String line) {
    OUTPUT.info("pool={} template pid={} | {}", pool, pid, line);
  }

  void ready(int pid, long nanos) {
    LOG.info(
        "pool={} template pid={} ready after {} ms",
        pool,
        pid,
        TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  void overdue(int pid) {
    LOG.error(
        "pool={} template pid={} has not forked a child within start-timeout and is killed;"
            + " see what it does, or raise start-timeout",
        pool,
        pid);
  }

  void unresponsive(int pid) {
    LOG.error("pool={} template pid={} does not read its channel and is killed", pool, pid);
  }

  void brokeProtocol(int pid, String what) {
    LOG.error("pool={} template pid={} broke the protocol and is killed: {}", pool, pid, what);
  }

  void ended(int pid, WaitStatus how) {
    LOG.info("pool={} template pid={} ended: {}", pool, pid, how);
  }

  void endedUnasked(int pid, WaitStatus how) {
    LOG.error(
        "pool={} template pid={} ended: {}; its children go on, and the next one comes from a new"
            + " template",
        pool,
        pid,
        how);
  }

  void leftBehind(int pid) {
    LOG.error("pool={} template pid={} does not end though killed, and is left behind", pool, pid);
  }

  static String words(Optional<WaitStatus> how) {
    return how.map(WaitStatus::toString).orElse("does not end though killed");
  }
}
