package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Refusal;
import io.preforkd.spamd.protocol.RequestHeaders;
import io.preforkd.spamd.protocol.RequestLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the client sends: lines first, then a message. */
final class Input {
  private static final int BUFFER = 16_384;

  private final ReadableByteChannel from;
  private final Settings.Limits limits;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
  private boolean ended;

  Input(ReadableByteChannel from, Settings.Limits limits) {
    this.from = from;
    this.limits = limits;
  }

  /** The header lines of a request and the empty one behind them; none if it has no headers. */
  RequestHeaders headers(RequestLine request) throws IOException, Refusal {
    RequestHeaders headers = new RequestHeaders(limits.headers());
    boolean ended = !request.hasHeaders();
    while (!ended) {
      ended = headers.isEndedBy(line().orElseThrow(Input::cutShort));
    }
    return headers;
  }

  /**
   * The next line with its end, in Latin-1; the last one may have none.
   *
   * @return empty at the end of the input
   * @throws Refusal if it is too long
   */
  Optional<String> line() throws IOException, Refusal {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    boolean whole = false;
    while (!whole && hasMore()) {
      whole = takeTo(line);
      if (line.size() > limits.line()) {
        throw Refusal.protocol("(line longer than " + limits.line() + " bytes)").ofLimit();
      }
    }
    return line.size() == 0
        ? Optional.empty()
        : Optional.of(line.toString(StandardCharsets.ISO_8859_1));
  }

  /**
   * Whether there is something in {@link #buffered}, for which it waits.
   *
   * @return false at the end of the input
   */
  boolean hasMore() throws IOException {
    while (!buffer.hasRemaining() && !ended) {
      ended = from.read(buffer.clear()) < 0;
      buffer.flip();
    }
    return buffer.hasRemaining();
  }

  /** What has come and was not taken; whoever takes of it moves its position. */
  ByteBuffer buffered() {
    return buffer;
  }

  /** Whether the client has said that nothing more will come. */
  boolean isEnded() {
    return ended && !buffer.hasRemaining();
  }

  private static Refusal cutShort() {
    return Refusal.protocol("(EOF during headers)");
  }

  /** True with the line feed. */
  private boolean takeTo(ByteArrayOutputStream line) {
    int end = buffer.position();
    while (end < buffer.limit() && buffer.get(end) != '\n') {
      end++;
    }
    boolean whole = end < buffer.limit();
    int n = end - buffer.position() + (whole ? 1 : 0);
    line.write(buffer.array(), buffer.position(), n);
    buffer.position(buffer.position() + n);
    return whole;
  }
}
