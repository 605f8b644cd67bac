package io.preforkd.pool.model;

/**
 * What the pool itself does not decide. Times are nanoseconds.
 *
 * @param startTime from the spawn of a child to its first idle
 * @param message from the kernel to the parent, from the parent to a child, and back
 * @param backlog most connections that wait; who comes then is turned away
 * @param maxChildren most children, whatever the pool's {@code max}
 */
public record Surroundings(long startTime, long message, int backlog, int maxChildren) {
  public Surroundings {
    if (startTime < 0 || message < 0 || backlog < 1 || maxChildren < 1) {
      throw new IllegalArgumentException("times from 0 on, and one place at least: " + backlog);
    }
  }
}
