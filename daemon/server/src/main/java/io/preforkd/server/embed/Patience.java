package io.preforkd.server.embed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** How long a program waits for something that it can look at only. */
record Patience(long nanos) {
  private static final long BETWEEN_LOOKS_MILLIS = 10;

  /**
   * @throws IllegalArgumentException if the time is negative
   */
  static Patience of(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time to wait cannot be negative: " + time);
    }
    return new Patience(time.toNanos());
  }

  /**
   * Looks until it is so.
   *
   * @param what is the matter if it is not
   */
  void await(BooleanSupplier isSo, Supplier<String> what)
      throws TimeoutException, InterruptedException {
    long began = System.nanoTime();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - began >= nanos) {
        throw new TimeoutException(
            "after " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms " + what.get());
      }
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
  }
}
