package io.preforkd.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;

/**
 * How long each connection of a pool waited in the kernel's queue, from what the parent sees of it:
 * at some moments how many wait, and of each connection when it was accepted. The queue is first
 * in, first out, so those that have arrived by a time are those accepted by then and those that
 * wait, and the n-th accepted is the n-th arrived.
 *
 * <p>A connection that comes to a watched queue is seen at once. Of others it is known between
 * which two looks they came: they are spread evenly over that time, so that no wait is wrong by
 * more than the time between two looks.
 *
 * <p>Times are nanoseconds of one clock; who calls sees to it that they do not go back.
 */
public final class QueueWaits {
  /**
   * A look may find fewer than should wait, since somebody was accepted and has not been told of
   * yet. Who is missing for so many looks in a row has gone with a child that died over him.
   */
  static final int LOOKS = 8;

  private final LongConsumer waits;
  private final Deque<Batch> queue = new ArrayDeque<>();
  private long seenAt;
  private long lastArrival;
  private int queued;
  private int missing;
  private int looks;

  /** Connections that came between two moments, the first of them {@code taken} already. */
  private static final class Batch {
    private final long from;
    private final long until;
    private final int size;
    private int taken;

    private Batch(long from, long until, int size) {
      this.from = from;
      this.until = until;
      this.size = size;
    }

    private long next() {
      taken++;
      return from + (long) ((taken - 0.5) / size * (until - from));
    }
  }

  /**
   * @param now when the queue was seen first, and was empty
   * @param waits told of each wait, nanoseconds
   */
  public QueueWaits(long now, LongConsumer waits) {
    this.waits = waits;
    this.seenAt = now;
    this.lastArrival = now;
  }

  /**
   * A connection has come, this very moment.
   *
   * @param isFirst whether nobody can have waited before it, so that whoever is still thought to
   *     has gone
   */
  public void came(long now, boolean isFirst) {
    if (isFirst) {
      forget(queued);
    }
    arrived(now, now, 1);
    seenAt = now;
  }

  /** At least one waits, since nobody knows when. */
  public void someoneWaits(long now) {
    if (queued == 0) {
      arrived(since(now), now, 1);
    }
  }

  /** Just so many wait. */
  public void waiting(long now, int connections) {
    if (connections > queued) {
      arrived(since(now), now, connections - queued);
    }
    miss(queued - connections);
    seenAt = now;
  }

  private void miss(int lacking) {
    missing = looks == 0 ? lacking : Math.min(missing, lacking);
    looks = missing > 0 ? looks + 1 : 0;
    if (looks == LOOKS) {
      forget(missing);
      looks = 0;
    }
  }

  /** One was accepted at this time. */
  public void accepted(long at) {
    if (queued == 0) {
      arrived(since(at), at, 1);
    }
    lastArrival = take();
    waits.accept(Math.max(0, at - lastArrival));
  }

  /** How many are thought to wait. */
  int queued() {
    return queued;
  }

  /** Since when somebody may have come of whom nobody knows: whoever came before is known. */
  private long since(long now) {
    return Math.min(now, Math.max(seenAt, lastArrival));
  }

  private void arrived(long from, long until, int connections) {
    queue.addLast(new Batch(from, until, connections));
    queued += connections;
  }

  private void forget(int connections) {
    for (int i = 0; i < connections; i++) {
      lastArrival = take();
    }
  }

  private long take() {
    Batch first = queue.getFirst();
    long at = first.next();
    if (first.taken == first.size) {
      queue.removeFirst();
    }
    queued--;
    return at;
  }
}
