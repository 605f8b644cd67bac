package io.preforkd.worker.netty;

import io.netty.channel.EventLoop;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One time limit, the same for many connections, so that they reach it in the order in which they
 * came. Costs one timer, and none while nobody is there.
 */
final class Expiry {
  private final EventLoop loop;
  private final long nanos;
  private final Consumer<Tenant> action;
  private final Set<Tenant> waiting = new LinkedHashSet<>();
  private boolean isTimed;

  /**
   * @param millis 0 for no limit
   * @param action what is done with those that reach it
   */
  Expiry(EventLoop loop, long millis, Consumer<Tenant> action) {
    this.loop = loop;
    this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    this.action = action;
  }

  void add(Tenant tenant) {
    if (nanos > 0) {
      waiting.add(tenant);
      time();
    }
  }

  void remove(Tenant tenant) {
    waiting.remove(tenant);
  }

  private void time() {
    Iterator<Tenant> first = waiting.iterator();
    if (!isTimed && first.hasNext()) {
      isTimed = true;
      var ignored =
          loop.schedule(
              this::expire, nanos - first.next().age(System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  private void expire() {
    isTimed = false;
    long now = System.nanoTime();
    Iterator<Tenant> oldest = waiting.iterator();
    Set<Tenant> over = new LinkedHashSet<>();
    for (Tenant tenant = next(oldest);
        tenant != null && tenant.age(now) >= nanos;
        tenant = next(oldest)) {
      over.add(tenant);
      oldest.remove();
    }
    over.forEach(action);
    time();
  }

  private static Tenant next(Iterator<Tenant> all) {
    return all.hasNext() ? all.next() : null;
  }
}
