package io.preforkd.worker.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The six bytes of a frame: verb, payload of four bytes in native order, newline. Static and on
 * plain arrays, so that a connection costs no object.
 */
public final class Frame {
  /** Length of a frame in bytes. */
  public static final int SIZE = 6;

  /** Longest body in bytes. */
  public static final int MAX_BODY = 64 * 1024;

  private static final int PAYLOAD = 1;
  private static final int END = 5;
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Frame() {}

  /** A new frame; {@code payload} is taken as an unsigned number. */
  public static byte[] of(byte verb, int payload) {
    byte[] frame = new byte[SIZE];
    put(frame, verb, payload);
    return frame;
  }

  /** Writes a frame over the first six bytes of {@code frame}. */
  public static void put(byte[] frame, byte verb, int payload) {
    int ordered = LITTLE ? Integer.reverseBytes(payload) : payload;
    frame[0] = verb;
    frame[PAYLOAD] = (byte) (ordered >>> 24);
    frame[PAYLOAD + 1] = (byte) (ordered >>> 16);
    frame[PAYLOAD + 2] = (byte) (ordered >>> 8);
    frame[PAYLOAD + 3] = (byte) ordered;
    frame[END] = '\n';
  }

  /** A frame and the body it announces. */
  public static byte[] withBody(byte verb, String body) {
    byte[] text = body.getBytes(StandardCharsets.UTF_8);
    if (text.length > MAX_BODY) {
      throw new IllegalArgumentException(
          "body of '" + (char) verb + "' has " + text.length + " bytes, more than " + MAX_BODY);
    }
    return ByteBuffer.allocate(SIZE + text.length).put(of(verb, text.length)).put(text).array();
  }

  /** The frame's verb. */
  public static byte verb(byte[] frame) {
    return frame[0];
  }

  /** The frame's payload, an unsigned number of 32 bits. */
  public static int payload(byte[] frame) {
    int value =
        (frame[PAYLOAD] & 0xff) << 24
            | (frame[PAYLOAD + 1] & 0xff) << 16
            | (frame[PAYLOAD + 2] & 0xff) << 8
            | (frame[PAYLOAD + 3] & 0xff);
    return LITTLE ? Integer.reverseBytes(value) : value;
  }

  /**
   * Length of the body that follows the frame, 0 for verbs without one.
   *
   * @throws ProtocolException if it is longer than {@link #MAX_BODY}
   */
  public static int bodyLength(byte[] frame) throws ProtocolException {
    if (!Verb.hasBody(verb(frame))) {
      return 0;
    }
    long length = Integer.toUnsignedLong(payload(frame));
    if (length > MAX_BODY) {
      throw new ProtocolException(
          "body of '"
              + (char) verb(frame)
              + "' is said to have "
              + length
              + " bytes, more than "
              + MAX_BODY);
    }
    return (int) length;
  }

  /**
   * Refuses what does not end as a frame does, which means that the two ends no longer agree where
   * frames begin.
   */
  public static void check(byte[] frame) throws ProtocolException {
    if (frame[END] != '\n') {
      throw new ProtocolException(
          "frame with verb byte "
              + (frame[0] & 0xff)
              + " ends with byte "
              + (frame[END] & 0xff)
              + ", not with a newline");
    }
  }
}
