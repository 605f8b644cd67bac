package io.preforkd.pool;

import java.util.BitSet;

/**
 * Vacant slots on whose own sockets clients wait, since their child has died or left before it
 * could take them: nobody else can, so the next children are started there.
 */
final class Stranded {
  private static final int NOWHERE = -1;

  private final BitSet slots = new BitSet();

  void in(int slot) {
    slots.set(slot);
  }

  /** A child is there. */
  void noMoreIn(int slot) {
    slots.clear(slot);
  }

  int count() {
    return slots.cardinality();
  }

  /** The lowest slot where clients are stranded, or -1. */
  int lowest() {
    return slots.isEmpty() ? NOWHERE : slots.nextSetBit(0);
  }

  void note(Notes notes) {
    notes.bits("slots", slots);
  }
}
