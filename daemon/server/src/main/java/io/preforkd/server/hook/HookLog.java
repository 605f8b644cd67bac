package io.preforkd.server.hook;

import io.preforkd.config.Hook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of one pool's hooks. */
final class HookLog {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Logger OUTPUT = LoggerFactory.getLogger("preforkd.output");

  private final String pool;
  private boolean toldOfDrops;

  HookLog(String pool) {
    this.pool = pool;
  }

  /** One run's name in every line about it. */
  String name(Hook hook, int pid) {
    return "pool=" + pool + " hook=" + hook + " pid=" + pid;
  }

  void output(String name, String line) {
    OUTPUT.info("{} | {}", name, line);
  }

  void succeeded(String name, long millis) {
    LOG.debug("{} done after {} ms", name, millis);
  }

  void failed(String name, String how, long millis) {
    LOG.warn("{} failed: {} after {} ms; what it wrote stands above", name, how, millis);
  }

  void ended(String name, String why, long millis, String how) {
    LOG.warn("{} was ended after {} ms, since {}: {}", name, millis, why, how);
  }

  void leftBehind(String name) {
    LOG.error("{} lives on after KILL and is left behind", name);
  }

  void cannotStart(Hook hook, String why) {
    LOG.error("pool={} hook={} cannot be started: {}", pool, hook, why);
  }

  /** Said once, until {@link #room}. */
  void dropped(String why) {
    if (!toldOfDrops) {
      toldOfDrops = true;
      LOG.warn(
          "pool={} calls of hooks are dropped: {}; preforkd_pool_hooks_total counts them",
          pool,
          why);
    }
  }

  void room() {
    toldOfDrops = false;
  }
}
