package io.preforkd.pool;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The life of a slot.
 *
 * <pre>
 *   VACANT ──spawn──▶ STARTING ──first idle──▶ IDLE ──order──▶ ORDERED ──busy──▶ BUSY
 *                                               ▲ ▲              │                │
 *                                               │ └─idle (nothing to accept)      │
 *                                               └───────────idle (finished)───────┘
 *
 *   IDLE ──busy, only of a child that accepts freely──▶ BUSY
 *   BUSY ──order, only of a child that has places left──▶ ORDERED
 *
 *   any living state ──drain, or the child says that it leaves──▶ DRAINING
 *   any living state ──TERM or KILL────────────────────────────▶ KILLED
 *   any living state ──reaped──────────────────────────────────▶ VACANT
 * </pre>
 *
 * Intent is not fact: a child that was told to go, or was killed, holds its slot until it has been
 * reaped.
 */
public enum SlotState {
  /** No process. */
  VACANT,
  /** Spawned, and has not said idle yet. */
  STARTING,
  /** Waits for an order. */
  IDLE,
  /** Was ordered to accept, and has not answered yet. */
  ORDERED,
  /** Holds a connection, or several. */
  BUSY,
  /** Leaves after its current connection. */
  DRAINING,
  /** Was sent a signal that ends it. */
  KILLED;

  private static final Map<SlotState, Set<SlotState>> SUCCESSORS = successors();

  /** Whether the table above has an edge from this state to {@code next}. */
  public boolean mayBecome(SlotState next) {
    return SUCCESSORS.get(this).contains(next);
  }

  /** Whether a process is in the slot. */
  public boolean isLiving() {
    return this != VACANT;
  }

  /** Whether the child counts towards the pool's size: it has not been told to go. */
  public boolean isActive() {
    return this == STARTING || this == IDLE || this == ORDERED || this == BUSY;
  }

  private static Map<SlotState, Set<SlotState>> successors() {
    Map<SlotState, Set<SlotState>> table = new EnumMap<>(SlotState.class);
    table.put(VACANT, EnumSet.of(STARTING));
    table.put(STARTING, EnumSet.of(IDLE, DRAINING, KILLED, VACANT));
    table.put(IDLE, EnumSet.of(ORDERED, BUSY, DRAINING, KILLED, VACANT));
    table.put(ORDERED, EnumSet.of(IDLE, BUSY, DRAINING, KILLED, VACANT));
    table.put(BUSY, EnumSet.of(IDLE, ORDERED, DRAINING, KILLED, VACANT));
    table.put(DRAINING, EnumSet.of(KILLED, VACANT));
    table.put(KILLED, EnumSet.of(VACANT));
    return table;
  }
}
