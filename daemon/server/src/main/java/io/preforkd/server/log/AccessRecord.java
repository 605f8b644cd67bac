package io.preforkd.server.log;

/**
 * A connection that has ended at this moment.
 *
 * @param listener its name, or {@code -} where it is not known
 * @param connection how many the child has accepted, this one counted
 * @param nanos how long the child held it
 */
public record AccessRecord(
    String pool,
    int slot,
    long generation,
    int pid,
    String listener,
    long connection,
    Outcome outcome,
    long nanos) {

  /** How it has ended, as in the metrics. */
  public enum Outcome {
    SERVED,
    /** The handler has thrown. */
    FAILED,
    /** The child died over it. */
    LOST
  }
}
