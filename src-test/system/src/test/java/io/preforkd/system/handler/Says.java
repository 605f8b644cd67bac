package io.preforkd.system.handler;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Tells which build it is. */
public final class Says implements Handler {
  @Override
  public void serve(Connection connection) throws IOException {
    connection.out().write("build 1\n".getBytes(StandardCharsets.US_ASCII));
  }
}
