package io.preforkd.pool;

/**
 * What an operator says about a pool's size. A size that he has set is held, whatever the load,
 * until he says {@link Auto}; it is 1 to {@code max}, and a number beyond is taken as the nearest.
 */
public sealed interface SizeOrder {

  /** So many children. */
  record To(int children) implements SizeOrder {}

  /**
   * So many more than the number that is held, or than there are if none is; negative for fewer.
   */
  record By(int children) implements SizeOrder {}

  /** As many as there are: none is started but for one that has died, and none leaves. */
  record Freeze() implements SizeOrder {}

  /** The scaling algorithm decides again. */
  record Auto() implements SizeOrder {}
}
