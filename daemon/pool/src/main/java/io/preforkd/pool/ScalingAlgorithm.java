package io.preforkd.pool;

/**
 * Says how many children there should be. It may keep state of its own; each pool has one of its
 * own.
 */
public interface ScalingAlgorithm {

  /**
   * Asked after every event. The pool holds to {@code max}, to the cap over all pools and to the
   * throttle by itself.
   */
  Advice advise(PoolView pool);

  /**
   * An operator has decided instead for a while: what was surplus or missing before that says
   * nothing about what is now.
   */
  void forget();

  /** Writes down, or reads, what it remembers. */
  void note(Notes notes);
}
