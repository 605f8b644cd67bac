package io.preforkd.system.handler;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps 8 MiB more with each connection. */
public final class Grows implements Handler {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> kept = new ArrayList<>();

  @Override
  public void serve(Connection connection) throws IOException {
    byte[] more = new byte[8 << 20];
    Arrays.fill(more, (byte) kept.size());
    kept.add(more);
    int last = 0;
    while (last != -1 && (last & 0xffffff) != 0x0a0d0a) {
      int next = connection.in().read();
      last = next == -1 ? -1 : (last << 8) | next;
    }
    connection.out().write(ANSWER);
  }
}
