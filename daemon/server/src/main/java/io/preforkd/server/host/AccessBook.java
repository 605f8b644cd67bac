package io.preforkd.server.host;

import io.preforkd.pool.Slot;
import io.preforkd.pool.SlotState;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Child;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.log.AccessLog;
import io.preforkd.server.log.AccessRecord;
import io.preforkd.server.log.AccessRecord.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells the access log, if the pool has one, of each connection that a child says it has taken and
 * ended. Loop thread only.
 */
final class AccessBook {
  private static final String UNKNOWN = "-";
  private static final int NOWHERE = -1;

  /**
   * A connection in hand.
   *
   * @param number how many the child has accepted, this one counted
   */
  private record Held(long since, long number) {}

  private final PoolHost host;
  private final List<Listener> listeners;

  /** By slot: the listener of the last order. */
  private final Map<Integer, Integer> orders = new HashMap<>();

  /** By slot: what the child holds. */
  private final Map<Integer, Held> held = new HashMap<>();

  /** By slot: how many had failed when the last one ended. */
  private final Map<Integer, Long> failures = new HashMap<>();

  AccessBook(PoolHost host, List<Listener> listeners) {
    this.host = host;
    this.listeners = listeners;
  }

  private boolean isKept() {
    return AccessLog.isKeptFor(host.name());
  }

  /** A child of another program goes on here. */
  void goOnWith(Child child, Slot slot) {
    BoardCounts counts = child.counts();
    failures.put(slot.number(), counts.failed());
    if (slot.state() == SlotState.BUSY) {
      OptionalLong since = child.heldSince(host.loopNow());
      long began = since.isPresent() ? host.sinceOpening(since.getAsLong()) : slot.since();
      held.put(slot.number(), new Held(began, counts.accepted()));
    }
  }

  /** The slot's child is told to accept on this listener. */
  void ordered(int slot, int listener) {
    if (isKept()) {
      orders.put(slot, listener);
    }
  }

  /**
   * The child holds a connection: another one than before, which has ended then, or the same, as
   * children say after an upgrade.
   */
  void began(Child child) {
    int slot = child.id().slot();
    if (!isKept()) {
      forget(slot);
      return;
    }
    BoardCounts counts = child.counts();
    Held before = held.get(slot);
    if (before != null && before.number() == counts.accepted()) {
      return;
    }
    if (before != null) {
      write(child.id(), before, outcome(slot, counts, 1));
    }
    held.put(slot, new Held(host.now(), counts.accepted()));
    failures.putIfAbsent(slot, failedBefore(counts));
  }

  /**
   * Of a child whose first connections had no log. What its first one has done may stand in the
   * counts already.
   */
  private static long failedBefore(BoardCounts counts) {
    return counts.accepted() <= 1 ? 0 : counts.failed();
  }

  /** Without a log it is not counted on, and what is known grows old. */
  private void forget(int slot) {
    held.remove(slot);
    failures.remove(slot);
  }

  /** The child holds none any more. */
  void ended(Child child) {
    int slot = child.id().slot();
    if (!isKept()) {
      forget(slot);
      return;
    }
    Held done = held.remove(slot);
    if (done != null) {
      write(child.id(), done, outcome(slot, child.counts(), 0));
    }
  }

  /** The child is no more. */
  void gone(Child child) {
    ended(child);
    orders.remove(child.id().slot());
    failures.remove(child.id().slot());
  }

  private void write(ChildId id, Held done, Outcome outcome) {
    AccessLog.write(
        new AccessRecord(
            id.pool(),
            id.slot(),
            id.generation(),
            id.pid(),
            listener(id.slot()),
            done.number(),
            outcome,
            host.now() - done.since()));
  }

  private String listener(int slot) {
    int listener = listeners.size() == 1 ? 0 : orders.getOrDefault(slot, NOWHERE);
    return listener == NOWHERE ? UNKNOWN : listeners.get(listener).name();
  }

  /**
   * How a connection has ended: a child that still has more open than it holds has died over it.
   *
   * @param others connections that the child has taken since
   */
  private Outcome outcome(int slot, BoardCounts counts, int others) {
    long before = failures.put(slot, counts.failed()); // there since the connection began
    if (counts.open() > others) {
      return Outcome.LOST;
    }
    return counts.failed() > before ? Outcome.FAILED : Outcome.SERVED;
  }
}
