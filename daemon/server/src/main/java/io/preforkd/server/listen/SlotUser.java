package io.preforkd.server.listen;

import java.util.BitSet;
import java.util.Set;
import java.util.function.IntConsumer;

/** One edition of a pool among those that share {@link SlotSockets}. */
final class SlotUser implements SlotSockets.Edition {
  private final BitSet living = new BitSet();
  private BitSet wanted = new BitSet();
  private boolean accepting;
  private boolean isWatching;
  private Runnable whenPending = () -> {};
  private IntConsumer whenStranded = slot -> {};

  void tell(Runnable pending, IntConsumer stranded) {
    whenPending = pending;
    whenStranded = stranded;
  }

  /** Tells of the next client who comes. */
  void watch() {
    isWatching = true;
  }

  void wants(Set<Integer> slots, boolean areAccepting) {
    wanted = new BitSet();
    slots.forEach(wanted::set);
    accepting = areAccepting;
  }

  void lives(int slot, boolean isThere) {
    living.set(slot, isThere);
  }

  @Override
  public BitSet wanted() {
    return wanted;
  }

  @Override
  public boolean isAccepting() {
    return accepting;
  }

  @Override
  public boolean livesIn(int slot) {
    return living.get(slot);
  }

  @Override
  public void pending() {
    if (isWatching) {
      isWatching = false;
      whenPending.run();
    }
  }

  @Override
  public void stranded(int slot) {
    whenStranded.accept(slot);
  }
}
