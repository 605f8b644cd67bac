package io.preforkd.worker.runtime;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The one clock of a child with many connections: tells of slow ones with their stacks, at most
 * once in ten seconds, since whatever makes one slow makes all of them slow; cuts off those that
 * take too long; and has the parent told of what has ended. Sleeps while nothing is due.
 */
final class Timekeeper extends Thread {
  /** Of a thousand connections each is due at a time of its own. */
  private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);
  private static final double SECOND = 1e9;

  private final ManyOrders orders;
  private final String identity;
  private final Set<InHand> all = ConcurrentHashMap.newKeySet();
  private long dueAt = TimeLimits.NEVER;
  private long ordersAt = TimeLimits.NEVER;
  private long lastSlow = -PAUSE;
  private long lastOverdue = -PAUSE;

  Timekeeper(ManyOrders orders, String identity) {
    super("preforkd-time");
    setDaemon(true);
    this.orders = orders;
    this.identity = identity;
  }

  void add(InHand one) {
    all.add(one);
    wakeAt(one.dueAt());
  }

  void remove(InHand one) {
    all.remove(one);
  }

  /** Has {@link ManyOrders#onTime} called so long from now. */
  synchronized void tellAfter(long nanos) {
    ordersAt = Math.min(ordersAt, System.nanoTime() + nanos);
    wakeAt(ordersAt);
  }

  @Override
  public void run() {
    try {
      while (true) {
        sleepUntilDue();
        if (takeOrdersDue()) {
          orders.onTime();
        }
        look();
      }
    } catch (InterruptedException e) {
      Exit.now(Ending.saying(StartFault.SOFTWARE, "the clock's thread was interrupted"));
    } catch (Throwable e) {
      Exit.now(Ending.over(e));
    }
  }

  private synchronized void wakeAt(long time) {
    if (time < dueAt) {
      dueAt = time;
      notifyAll();
    }
  }

  private synchronized void sleepUntilDue() throws InterruptedException {
    for (long left = dueAt - System.nanoTime(); left > 0; left = dueAt - System.nanoTime()) {
      if (dueAt == TimeLimits.NEVER) {
        wait();
      } else {
        wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    }
    dueAt = ordersAt;
  }

  private synchronized boolean takeOrdersDue() {
    boolean isDue = ordersAt <= System.nanoTime();
    if (isDue) {
      ordersAt = TimeLimits.NEVER;
      dueAt = TimeLimits.NEVER;
    }
    return isDue;
  }

  private void look() {
    long now = System.nanoTime();
    long next = TimeLimits.NEVER;
    for (InHand one : all) {
      if (one.dueAt() <= now) {
        look(one, now);
      }
      next = Math.min(next, one.dueAt());
    }
    wakeAt(next == TimeLimits.NEVER ? next : Math.max(next, now + GRAIN));
  }

  private void look(InHand one, long now) {
    if (one.becomesSlow(now) && now - lastSlow >= PAUSE) {
      lastSlow = now;
      print(one, "is slow");
    }
    if (one.becomesOverdue(now)) {
      if (now - lastOverdue >= PAUSE) {
        lastOverdue = now;
        print(one, "reaches connection-timeout");
      }
      one.cutOff();
    }
  }

  private void print(InHand one, String symptom) {
    StringBuilder text = new StringBuilder(identity).append(' ').append(symptom);
    text.append(String.format(Locale.ROOT, ": %.1f s %s, at", one.age() / SECOND, one.what()));
    for (StackTraceElement frame : one.stack()) {
      text.append("\n\tat ").append(frame);
    }
    System.err.println(text);
  }
}
