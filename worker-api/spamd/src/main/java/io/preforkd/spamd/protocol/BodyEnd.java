package io.preforkd.spamd.protocol;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds the end of a message in what comes. spamd reads lines until they are as long as the client
 * said, or more; so the message ends with the first line end at that length or beyond it, or with
 * the input.
 */
public final class BodyEnd {
  private final long least;
  private long length;
  private boolean reached;

  /**
   * Of a message of which nothing has come.
   *
   * @param expected the length that the client said
   */
  public BodyEnd(Optional<BodyLength> expected) {
    least = expected.map(BodyLength::bytes).orElse(Long.MAX_VALUE);
  }

  /**
   * Looks at more of the input.
   *
   * @return how many of the bytes belong to the message; the buffer stays as it is
   */
  public int take(ByteBuffer bytes) {
    int n = bytes.remaining();
    long untilLastByte = least - 1 - length; // of the length that the client said
    for (int i = (int) Math.max(0, Math.min(n, untilLastByte)); i < n && !reached; i++) {
      if (bytes.get(bytes.position() + i) == '\n') {
        reached = true;
        n = i + 1;
      }
    }
    length += n;
    return n;
  }

  /** Whether nothing more belongs to the message. */
  public boolean isReached() {
    return reached;
  }

  /** Bytes so far. */
  public long length() {
    return length;
  }
}
