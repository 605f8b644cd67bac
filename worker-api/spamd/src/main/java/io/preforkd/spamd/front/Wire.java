package io.preforkd.spamd.front;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.TimeUnit;

/** Both directions of a connection, with a time limit on every wait. */
interface Wire extends ReadableByteChannel {
  /** For {@link #until}. */
  long NEVER = Long.MAX_VALUE;

  /**
   * The moment so many seconds from now.
   *
   * @param seconds 0 for never
   */
  static long after(int seconds) {
    return seconds == 0 ? NEVER : System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  /**
   * Limits all waits from now on.
   *
   * @param deadline on the scale of {@link System#nanoTime}, or {@link #NEVER}
   */
  void until(long deadline);

  /**
   * Waits for something to read.
   *
   * @throws TimeUp if nothing came in time
   */
  @Override
  int read(ByteBuffer into) throws IOException;

  /**
   * Writes all of them, one after the other, in as few packets as may be.
   *
   * @throws IOException among others if the client did not read them in time: it cannot be told
   */
  void write(ByteBuffer... parts) throws IOException;

  /** Tells the client that nothing more will come. */
  void endOutput() throws IOException;
}
