package io.preforkd.system.handler;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks for an hour if the client's first line is "extend", and answers at the second line. */
public final class Extends implements Handler {
  private static final byte[] ANSWER = "done\n".getBytes(StandardCharsets.US_ASCII);

  @Override
  public void serve(Connection connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.in(), StandardCharsets.US_ASCII));
    if ("extend".equals(in.readLine())) {
      connection.extend(Duration.ofHours(1));
    }
    in.readLine();
    connection.out().write(ANSWER);
  }
}
