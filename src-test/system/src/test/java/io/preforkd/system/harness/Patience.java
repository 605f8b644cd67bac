package io.preforkd.system.harness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waiting with a deadline. The deadline is far beyond what a healthy machine needs, since it is the
 * time that a failing test takes, not a passing one. Whoever writes a test may lower it by the
 * system property {@code preforkd.patience}, in seconds.
 */
public final class Patience {
  public static final Duration LIMIT =
      Duration.ofSeconds(Integer.getInteger("preforkd.patience", 30));

  private static final long BETWEEN_LOOKS = 2_000_000L;

  private Patience() {}

  /** For what the kernel tells nobody of: looks again and again until the condition holds. */
  public static void until(String what, Supplier<Boolean> condition) {
    within(LIMIT, what, condition);
  }

  /** As {@link #until}, for a thing that may be gone again a moment later. */
  public static <T> T found(String what, Supplier<Optional<T>> search) {
    AtomicReference<T> thing = new AtomicReference<>();
    until(what, () -> search.get().filter(found -> thing.compareAndSet(null, found)).isPresent());
    return thing.get();
  }

  /** As {@link #until}, where the time is itself what is tested. */
  public static void within(Duration limit, String what, Supplier<Boolean> condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.get()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + limit.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }
}
