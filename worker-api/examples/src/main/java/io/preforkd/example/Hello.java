package io.preforkd.example;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Answers any HTTP/1.1 request with {@code hello}, once its head is complete. */
public final class Hello implements Handler {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final int LONGEST = 8192;

  @Override
  public void serve(Connection connection) throws IOException {
    if (readHead(connection.in())) {
      connection.out().write(ANSWER);
    }
  }

  /** False if the client left before its request's head was complete, or the head is too long. */
  private static boolean readHead(InputStream in) throws IOException {
    byte[] head = new byte[512];
    int length = 0;
    while (!endsWithEmptyLine(head, length)) {
      if (length == head.length) {
        head = Arrays.copyOf(head, 2 * length);
      }
      int more = length < LONGEST ? in.read(head, length, head.length - length) : -1;
      if (more < 0) {
        return false;
      }
      length += more;
    }
    return true;
  }

  private static boolean endsWithEmptyLine(byte[] head, int length) {
    return length >= 4
        && head[length - 1] == '\n'
        && head[length - 2] == '\r'
        && head[length - 3] == '\n'
        && head[length - 4] == '\r';
  }
}
