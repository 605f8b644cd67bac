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

  /** Children that can be ordered now: idle, and not resting after a failed accept. */
  public int ready() {
    return ready.cardinality();
  }

  /** The lowest-numbered child that can be ordered now, or -1. */
  public int lowestReady() {
    return ready.nextSetBit(0);
  }

  /** The first child from {@code slot} on that can be ordered now, or -1. */
  public int nextReady(int slot) {
    return ready.nextSetBit(slot);
  }

  /** The highest-numbered child that can be ordered now, or -1. */
  public int highestReady() {
    return ready.length() - 1;
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
    ready.set(slot.number(), shouldBeReady(slot));
    free.set(slot.number(), slot.isFree());
    stranded.noMoreIn(slot.number());
  }

  /** The child's rest is over. */
  void wake(Slot slot) {
    slot.wake();
    ready.set(slot.number(), shouldBeReady(slot));
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
    ready.set(slot.number(), shouldBeReady(slot));
  }

  /** Children that are idle as far as is known, and accept without orders. */
  int idleAndFree() {
    int count = 0;
    for (int i = free.nextSetBit(0); i >= 0; i = free.nextSetBit(i + 1)) {
      count += slot(i).state() == SlotState.IDLE && slot(i).isFree() ? 1 : 0;
    }
    return count;
  }

  /** What is inconsistent in the books, in words; empty if all is well. */
  List<String> audit() {
    List<String> faults = new ArrayList<>();
    Tally found = new Tally();
    for (Slot slot : slots) {
      found.add(slot.state());
      if (ready.get(slot.number()) != shouldBeReady(slot)) {
        faults.add(
            "slot "
                + slot.number()
                + ", "
                + slot.state()
                + ", is wrongly "
                + (shouldBeReady(slot) ? "not " : "")
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
      ready.set(slot.number(), shouldBeReady(slot));
      free.set(slot.number(), slot.isFree());
    }
  }

  private static boolean shouldBeReady(Slot slot) {
    return slot.state() == SlotState.IDLE && slot.restsUntil() == 0 && !slot.isFree();
  }

  void note(Notes notes) {
    growTo(notes.number("size", slots.size()));
    notes.part("stranded", stranded::note);
    slots.forEach(slot -> notes.part("slot" + slot.number(), slot::note));
    repair();
  }
}
