package io.preforkd.system.verdicts;

import io.preforkd.system.harness.Preforkd;

/** {@code ops/spamd}. */
record Ours(Preforkd daemon, int children) implements Server {
  @Override
  public int port() {
    return daemon.port();
  }

  @Override
  public void stop() {
    int code = daemon.stop();
    if (code != 0) {
      throw new AssertionError("ops/spamd exits with " + code + "\n" + daemon.log());
    }
  }
}
