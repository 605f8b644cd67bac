package io.preforkd.pool;

/**
 * When children are asked for a sign of life. Times are nanoseconds.
 *
 * @param interval a child that has said nothing for so long is asked; 0: never
 * @param timeout longest time to the answer
 */
public record PingSpec(long interval, long timeout) {
  /** Nobody is asked. */
  public static final PingSpec NONE = new PingSpec(0, 0);

  public PingSpec {
    if (interval < 0 || timeout < 0) {
      throw new IllegalArgumentException("ping-interval and ping-timeout must not be negative");
    }
  }
}
