package io.preforkd.system.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send one request after the other, each on a connection of its own. */
public final class Load implements AutoCloseable {
  /** Opens a connection. */
  public interface Door {
    Client open() throws IOException;
  }

  private final Door door;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong served = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final AtomicBoolean mustStop = new AtomicBoolean();
  private final List<String> failures = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final long most;

  private Load(int clients, long most, Door door) {
    this.door = door;
    this.most = most;
    for (int i = 0; i < clients; i++) {
      Thread thread = new Thread(this::run, "load");
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** Begins; it ends by {@link #stop}. */
  public static Load of(int clients, Door door) {
    return new Load(clients, Long.MAX_VALUE, door);
  }

  /** So many requests in all, and waits for the last answer. */
  public static Load exactly(long requests, int clients, Door door) {
    Load load = new Load(clients, requests, door);
    load.join();
    return load;
  }

  public long served() {
    return served.get();
  }

  public synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** The longest time from before connect to the end of the answer. */
  public long slowestMillis() {
    return slowestNanos.get() / 1_000_000;
  }

  public void awaitServed(long more) {
    long goal = served.get() + more;
    Patience.until(goal + " answers", () -> served.get() >= goal);
  }

  public Load stop() {
    mustStop.set(true);
    join();
    return this;
  }

  private void join() {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void run() {
    while (!mustStop.get() && begun.incrementAndGet() <= most) {
      long start = System.nanoTime();
      try (Client client = door.open()) {
        note(client.finish());
      } catch (IOException e) {
        fail(e.toString());
      }
      slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
    }
  }

  private void note(String answer) {
    if (answer.endsWith("\r\n\r\nhello\n")) {
      served.incrementAndGet();
    } else {
      fail("answer: " + answer);
    }
  }

  private synchronized void fail(String why) {
    failures.add(why);
  }

  @Override
  public void close() {
    stop();
  }
}
