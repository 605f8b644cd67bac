package io.preforkd.worker.protocol;

import java.nio.ByteOrder;

/**
 * The payload of {@link Verb#ACCEPT} and {@link Verb#CONNECTION}: byte 0 flags, byte 1 listener,
 * bytes 2 and 3 a count in native order.
 *
 * @param selfAccept whether the child may go on accepting by itself after this connection
 * @param listener index of the listener to accept from, or that the connection came through, 0 to
 *     255
 * @param count the most connections to accept; without meaning for one that is passed
 */
public record Order(boolean selfAccept, int listener, int count) {
  private static final int SELF_ACCEPT = 1;
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  public Order {
    if (listener < 0 || listener > 0xff || count < 0 || count > 0xffff) {
      throw new IllegalArgumentException(
          "listener " + listener + " or count " + count + " does not fit");
    }
  }

  /** Reads the payload of an accept frame. Flags this version does not know are ignored. */
  public static Order fromPayload(int payload) {
    return LITTLE
        ? new Order((payload & SELF_ACCEPT) != 0, payload >>> 8 & 0xff, payload >>> 16)
        : new Order((payload >>> 24 & SELF_ACCEPT) != 0, payload >>> 16 & 0xff, payload & 0xffff);
  }

  /** The order as a frame's payload. */
  public int toPayload() {
    int flags = selfAccept ? SELF_ACCEPT : 0;
    return LITTLE ? flags | listener << 8 | count << 16 : flags << 24 | listener << 16 | count;
  }
}
