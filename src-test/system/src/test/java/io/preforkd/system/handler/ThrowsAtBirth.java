package io.preforkd.system.handler;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;

/** Cannot even be made. */
public final class ThrowsAtBirth implements Handler {
  public ThrowsAtBirth() {
    throw new IllegalStateException("no licence");
  }

  @Override
  public void serve(Connection connection) {}
}
