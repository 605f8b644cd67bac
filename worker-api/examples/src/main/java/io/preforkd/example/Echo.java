package io.preforkd.example;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.IOException;

/** Sends back what comes, until the client has ended. */
public final class Echo implements Handler {
  @Override
  public void serve(Connection connection) throws IOException {
    byte[] buffer = new byte[8192];
    for (int n = connection.in().read(buffer); n >= 0; n = connection.in().read(buffer)) {
      connection.out().write(buffer, 0, n);
    }
  }
}
