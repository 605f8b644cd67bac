package io.preforkd.pool;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * All slots of a pool and the books about them. {@link #move} is the one door for changes of state:
 * it checks the transition table and keeps the counts, so that nobody else has to count.
 */
public final class Scoreboard {
  private final List<Slot> slots = new ArrayList<>();
  private final BitSet ready = new BitSet();
  private final BitSet free = new BitSet();
  private final Tally tally = new Tally();
  private final Stranded stranded = new Stranded();

  Scoreboard(int capacity) {
    growTo(capacity);
  }

  /**
   * Makes room for at least {@code capacity} slots; slots are never taken away, since a child may
   * live in each.
   */
  void growTo(int capacity) {
    while (slots.size() < capacity) {
      slots.add(new Slot(slots.size()));
      tally.add(SlotState.VACANT);
    }
  }

  /** Number of slots, vacant ones included. */
  public int size() {
    return slots.size();
  }

  /** The slot of this number, 0 to {@link #size} - 1. */
  public Slot slot(int number) {
    return slots.get(number);
  }

  /** Slots in this state. */
  public int count(SlotState state) {
    return tally.of(state);
  }

  /** Starting children that take the places of others which have left in order. */
  int successors() {
    int successors = 0;
    for (int i = 0; i < size(); i++) {
      Slot child = slot(i);
      successors += child.state() == SlotState.STARTING && child.isSuccessor() ? 1 : 0;
    }
    return successors;
  }

  /** Slots that hold a process. */
  public int living() {
    return slots.size() - count(SlotState.VACANT);
  }

  /** Children that have not been told to go. */
  public int active() {
    return count(SlotState.STARTING)
        + count(SlotState.IDLE)
        + count(SlotState.ORDERED)
        + count(SlotState.BUSY);
  }

  /** Children that have been idle and were not told to go: they serve, or could. */
  public int serving() {
    return count(SlotState.IDLE) + count(SlotState.ORDERED) + count(SlotState.BUSY);
  }

  /** Whether a child lives that has been idle, and that is not being killed. */
  public boolean mayHoldConnections() {
    for (Slot slot : slots) {
      if (slot.mayHoldConnection()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Children that can be ordered now: idle, or with places left, and not resting after a failed
   * accept.
   */
  public int ready() {
    return ready.cardinality();
  }

  /** Children that can be ordered now and hold no connection. */
  int readyAndEmpty() {
    int count = 0;
    for (int i = lowestReady(); i >= 0; i = nextReady(i + 1)) {
      count += slot(i).open() == 0 ? 1 : 0;
    }
    return count;
  }

  /** The lowest-numbered child that can be ordered now, or -1. */
  public int lowestReady() {
    return ready.nextSetBit(0);
  }

  /** The first child from {@code slot} on that can be ordered now, or -1. */
  public int nextReady(int slot) {
    return ready.nextSetBit(slot);
  }

  /** The lowest-numbered vacant slot, or -1. */
  int lowestVacant() {
    for (Slot slot : slots) {
      if (slot.state() == SlotState.VACANT) {
        return slot.number();
      }
    }
    return -1;
  }

  /** The vacant slot that the next child is to live in, or -1. */
  int nextVacant() {
    return stranded.count() > 0 ? stranded.lowest() : lowestVacant();
  }

  /** Vacant slots where clients wait for whom nobody else can accept. */
  int strandedSlots() {
    return stranded.count();
  }

  /** So many wait on the sockets of this slot, whose number is 0 or more. */
  void queued(int number, int connections) {
    growTo(number + 1);
    Slot slot = slot(number);
    if (slot.state().isLiving()) {
      slot.awaited(connections > 0);
      slot.parting().measured(connections);
    } else if (connections > 0) {
      stranded.in(number);
    } else {
      stranded.noMoreIn(number);
    }
  }

  /** Who waits will be told again. */
  void nobodyIsAwaited() {
    slots.forEach(slot -> slot.awaited(false));
  }

  /**
   * The slot, if this generation lives in it; else null: words from an old incarnation are ignored.
   */
  Slot living(int number, long generation) {
    if (number < 0 || number >= slots.size()) {
      return null;
    }
    Slot slot = slots.get(number);
    return slot.state().isLiving() && slot.generation() == generation ? slot : null;
  }

  /**
   * Changes the state of a slot.
   *
   * @throws IllegalStateException if the transition table has no such edge
   */
  void move(Slot slot, SlotState next, long now) {
    if (!slot.state().mayBecome(next)) {
      throw new IllegalStateException(
          "slot " + slot.number() + " cannot go from " + slot.state() + " to " + next);
    }
    tally.remove(slot.state());
    tally.add(next);
    slot.enter(next, now);
    ready.set(slot.number(), slot.isReady());
    free.set(slot.number(), slot.isFree());
    stranded.noMoreIn(slot.number());
  }

  /** The child's rest is over. */
  void wake(Slot slot) {
    slot.wake();
    ready.set(slot.number(), slot.isReady());
  }

  /** The child has accepted so many connections in all, so many of which have ended. */
  void holds(Slot slot, long accepted, long ended) {
    slot.holds(accepted, ended);
    ready.set(slot.number(), slot.isReady());
  }

  /** The child accepts without orders from now on. */
  void setFree(Slot slot) {
    slot.setFree();
    free.set(slot.number());
    ready.clear(slot.number());
  }

  /** The child waits for orders again. */
  void freeNoMore(Slot slot) {
    slot.freeNoMore();
    free.clear(slot.number());
    ready.set(slot.number(), slot.isReady());
  }

  /**
   * Connections that children could take beyond one for each order that is out; one for each child
   * that is ready and holds one at a time.
   */
  int spares() {
    int count = 0;
    for (Slot slot : slots) {
      count += slot.spares();
    }
    return count;
  }

  /** Connections that children could take, as far as is known, that accept without orders. */
  int placesWithoutOrders() {
    int count = 0;
    for (int i = free.nextSetBit(0); i >= 0; i = free.nextSetBit(i + 1)) {
      count += isSpare(slot(i)) ? slot(i).placesLeft() : 0;
    }
    return count;
  }

  private static boolean isSpare(Slot slot) {
    boolean hasPlace = slot.state() == SlotState.BUSY && slot.holdsMany();
    return slot.isFree() && (slot.state() == SlotState.IDLE || hasPlace);
  }

  /** Children that have been told to go and have no connection left to finish. */
  int leavingSoon() {
    int count = 0;
    for (Slot slot : slots) {
      boolean isLeaving = slot.state().isLiving() && !slot.state().isActive();
      count += isLeaving && !slot.isFinishing() ? 1 : 0;
    }
    return count;
  }

  /**
   * Of the children that can be ordered, the one that is missed least: the highest-numbered of
   * those with the fewest connections; or -1.
   */
  int leastNeeded() {
    int found = -1;
    for (int i = lowestReady(); i >= 0; i = nextReady(i + 1)) {
      found = found < 0 || slot(i).open() <= slot(found).open() ? i : found;
    }
    return found;
  }

  /** What is inconsistent in the books, in words; empty if all is well. */
  List<String> audit() {
    List<String> faults = new ArrayList<>();
    Tally found = new Tally();
    for (Slot slot : slots) {
      found.add(slot.state());
      if (ready.get(slot.number()) != slot.isReady()) {
        faults.add(
            "slot "
                + slot.number()
                + ", "
                + slot.state()
                + ", is wrongly "
                + (slot.isReady() ? "not " : "")
                + "ready");
      }
    }
    for (SlotState state : SlotState.values()) {
      if (found.of(state) != count(state)) {
        faults.add(
            count(state) + " slots are booked as " + state + ", " + found.of(state) + " are");
      }
    }
    return faults;
  }

  /** Makes the books anew from the slots. */
  void repair() {
    tally.clear();
    ready.clear();
    free.clear();
    for (Slot slot : slots) {
      tally.add(slot.state());
      ready.set(slot.number(), slot.isReady());
      free.set(slot.number(), slot.isFree());
    }
  }

  void note(Notes notes) {
    growTo(notes.number("size", slots.size()));
    notes.part("stranded", stranded::note);
    slots.forEach(slot -> notes.part("slot" + slot.number(), slot::note));
    repair();
  }
}
