package io.preforkd.system.handler;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Fails in the way that the client's first line asks for. */
public final class Moody implements Handler {
  @Override
  public void serve(Connection connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.in(), StandardCharsets.US_ASCII));
    String mood = in.readLine();
    if ("exception".equals(mood)) {
      throw new IOException("asked for an exception");
    }
    throw new AssertionError("asked for an error");
  }
}
