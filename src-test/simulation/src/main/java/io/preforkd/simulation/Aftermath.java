package io.preforkd.simulation;

import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.simulation.rules.Books;
import io.preforkd.simulation.rules.Violation;

/** What must be so some time after the last fault, and at the very end. */
final class Aftermath {
  private static final int FEW = 5;

  private final SimulatedPool pool;
  private final Books books;
  private final PoolSpec spec;

  Aftermath(SimulatedPool pool) {
    this.pool = pool;
    books = pool.jury().books();
    spec = pool.spec();
  }

  /** The pool has the size that was asked for, and nobody waits. */
  void requireRecovered() {
    if (pool.isShortOfQuota()) {
      return;
    }
    require(pool.kernel().queued() == 0, "somebody waits");
    require(books.living() == books.ready(), "somebody is not idle");
    require(books.ready() >= Math.min(spec.max(), fewest()), "there are too few children");
    require(
        !(pool.usesSpares() || books.isHeld()) || books.ready() <= most(),
        "there are too many children");
    require(
        pool.pool().status().pauseNanos() == 0,
        "nobody has seen that children live and do not die young");
    require(!pool.pool().status().saturated(), "the pool thinks that it is saturated");
  }

  private int fewest() {
    if (books.isHeld()) {
      return books.ceiling();
    }
    if (!pool.usesSpares()) {
      return Math.max(childrenFor(spec.maxSpare()), spec.min());
    }
    return Math.max(floor(), childrenFor(spec.minSpare()));
  }

  private int most() {
    return books.isHeld() ? books.ceiling() : Math.max(floor(), childrenFor(spec.maxSpare()));
  }

  private int childrenFor(int connections) {
    return -Math.floorDiv(-connections, spec.concurrency());
  }

  private int floor() {
    return spec.mode() == PoolMode.STATIC ? spec.max() : spec.min();
  }

  /** A pool with nothing to do does nothing. */
  void requireSleep(Runnable time) {
    long ticks = pool.ticks();
    time.run();
    require(pool.isShortOfQuota() || pool.ticks() - ticks <= FEW, "it is ticked for nothing");
  }

  /** Whoever comes now is served. */
  void requireService(Runnable time) {
    if (pool.isShortOfQuota()) {
      return;
    }
    for (int i = 0; i < spec.listeners(); i++) {
      Client client = new Client(Dice.MILLISECOND);
      pool.kernel().listener(i).connect(client);
      time.run();
      require(client.fate() == Client.Fate.SERVED, "the next client was " + client.fate());
    }
  }

  /** Everybody has gone, and every connection is accounted for. */
  void requireEnd() {
    require(books.isClosed() && books.living() == books.leftBehind(), "the pool has not ended");
    require(pool.census().queued() == 0, "somebody is still queued: " + pool.census());
    require(
        pool.census().unaccounted() <= books.leftBehind() * spec.concurrency(),
        "somebody is not accounted for: " + pool.census());
    require(pool.isResetAllowed() || pool.census().reset() == 0, "reset: " + pool.census());
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Violation("Aftermath", otherwise);
    }
  }
}
