package io.preforkd.pool.model;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What is going to happen, and the clock. Time that everybody lived through and time that the clock
 * skipped (the host was frozen) are kept apart: a skip moves nothing that is planned.
 */
public final class Agenda {
  private record Entry(long at, long sequence, Runnable what) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::sequence));
  private long sequence;
  private long lived;
  private long skipped;

  /** What every clock shows, nanoseconds from 0. */
  public long now() {
    return lived + skipped;
  }

  /** The part of {@link #now} in which anybody could act. */
  public long lived() {
    return lived;
  }

  /** Plans something for {@code delay} nanoseconds of lived time from now. */
  public void in(long delay, Runnable what) {
    entries.add(new Entry(lived + delay, sequence++, what));
  }

  /** Lived nanoseconds until the clock shows this time; 0 if it has done so. */
  public long until(long clock) {
    return Math.max(0, clock - now());
  }

  /** Lived time of what comes next; {@link Long#MAX_VALUE} if nothing is planned. */
  public long next() {
    return entries.isEmpty() ? Long.MAX_VALUE : entries.peek().at();
  }

  /** Lets what comes next happen. */
  public void happen() {
    Entry entry = entries.remove();
    lived = entry.at();
    entry.what().run();
  }

  /** Nothing happens until then, in lived time. */
  public void idleUntil(long time) {
    lived = Math.max(lived, time);
  }

  /** The host is frozen for so long. */
  public void skip(long nanos) {
    skipped += nanos;
  }
}
