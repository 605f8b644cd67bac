package io.preforkd.worker.runtime;

import java.time.Duration;

/** The payload of a request for more time. */
public final class Extension {
  private static final long MAX_MILLIS = 0xffff_ffffL;

  private Extension() {}

  /**
   * Milliseconds as an unsigned number of 32 bits.
   *
   * @throws IllegalArgumentException if they are not such a number, or none
   */
  public static int millis(Duration time) {
    long millis = time.toMillis();
    if (millis < 1 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException(
          "no extension by " + time + " is possible, only by 1 to " + MAX_MILLIS + " ms");
    }
    return (int) millis;
  }
}
