package io.preforkd.server.host;

import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.QueueWaits;
import io.preforkd.server.child.Child;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells {@link QueueWaits} what one edition of a pool sees of its clients. Loop thread only; times
 * are those of {@link System#nanoTime}.
 *
 * <p>Where children accept without orders the parent sees no more than how many wait now and then,
 * and nothing is measured.
 */
final class WaitMeter {
  /** Within this time a watch fires, even on a busy machine, that finds somebody who waits. */
  private static final long AT_ONCE = 2_000_000L;

  /**
   * Of so many between two looks the times are told, about a second apart. Whatever number a child
   * names, it does not hold up the loop.
   */
  private static final long MOST = 1 << 16;

  private static final long NEVER = Long.MAX_VALUE;

  private final QueueWaits waits;
  private final boolean isMeasured;
  private final boolean isPassed;
  private final long[] armed;
  private final Map<Integer, Seen> children = new HashMap<>();

  /** What a child had accepted when it was looked at last, and when that was. */
  private record Seen(long accepted, long at) {}

  /**
   * @param waits shared by all editions of the pool
   */
  WaitMeter(PoolSpec spec, QueueWaits waits) {
    this.waits = waits;
    this.isMeasured = !spec.dispatch().isUnordered();
    this.isPassed = spec.dispatch().isPassed();
    this.armed = new long[spec.listeners()];
    Arrays.fill(armed, NEVER);
  }

  /** The watch of this listener has been armed. */
  void armed(int listener, long now) {
    armed[listener] = now;
  }

  /** It has fired. */
  void fired(int listener, long now) {
    boolean isAlone = isQuiet(now);
    boolean isExact = isQuiet(listener, now);
    armed[listener] = NEVER;
    if (!isMeasured) {
      return;
    }
    if (isExact) {
      waits.came(now, isAlone);
    } else {
      waits.someoneWaits(now);
    }
  }

  /** Whether every watch would have fired by now if somebody had waited. */
  private boolean isQuiet(long now) {
    for (int i = 0; i < armed.length; i++) {
      if (!isQuiet(i, now)) {
        return false;
      }
    }
    return true;
  }

  private boolean isQuiet(int listener, long now) {
    return armed[listener] != NEVER && now - armed[listener] > AT_ONCE;
  }

  /** Whether it is of use to look at children and listeners. */
  boolean isMeasured() {
    return isMeasured;
  }

  /** So many wait at all listeners. */
  void waiting(int connections, long now) {
    waits.waiting(now, connections);
  }

  /** The parent itself has accepted one. */
  void passed(long now) {
    waits.accepted(now);
  }

  /** What this child has accepted so far is not for us to measure. */
  void met(Child child, long now) {
    children.put(child.id().slot(), new Seen(child.counts().accepted(), now));
  }

  void left(int slot) {
    children.remove(slot);
  }

  /**
   * The child may have accepted somebody. If it keeps a record, that tells when it did last; before
   * that it took one after the other.
   */
  void look(Child child, long now) {
    Seen before = children.get(child.id().slot());
    if (!isMeasured || isPassed || before == null) {
      return;
    }
    long accepted = child.counts().accepted();
    if (accepted == before.accepted()) {
      return;
    }
    long last = lastAccept(child, before.at(), now);
    long more = Math.min(MOST, accepted - before.accepted());
    for (long i = 1; i <= more; i++) {
      waits.accepted(before.at() + (last - before.at()) / more * i);
    }
    children.put(child.id().slot(), new Seen(accepted, last));
  }

  private static long lastAccept(Child child, long since, long now) {
    OptionalLong told = child.lastAccept();
    return told.isPresent() ? Math.max(since, Math.min(now, told.getAsLong())) : now;
  }
}
