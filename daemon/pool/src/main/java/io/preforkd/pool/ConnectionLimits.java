package io.preforkd.pool;

/**
 * How long a child may hold one connection. Times are nanoseconds; 0 is no limit.
 *
 * @param slowAfter after this time the connection is told of as slow, once
 * @param timeout after this time the child is ended
 */
public record ConnectionLimits(long slowAfter, long timeout) {
  /** For ever. */
  public static final ConnectionLimits NONE = new ConnectionLimits(0, 0);

  public ConnectionLimits {
    if (slowAfter < 0 || timeout < 0) {
      throw new IllegalArgumentException("slow-after and connection-timeout must not be negative");
    }
  }
}
