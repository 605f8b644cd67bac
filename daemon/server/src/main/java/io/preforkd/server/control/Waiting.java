package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.sys.LocalClient;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for the end of a command, for as long as its caller does. */
final class Waiting {
  private static final long BETWEEN_LOOKS = 20_000_000L;

  private final LocalClient client;

  Waiting(LocalClient client) {
    this.client = client;
  }

  /** A descriptor of the caller's connection, which outlives this program if need be. */
  int duplicateOfConnection() throws Refusal {
    try {
      return client.duplicate();
    } catch (IOException e) {
      throw new Refusal(Kind.UNAVAILABLE, e.getMessage());
    }
  }

  interface Condition {
    boolean holds() throws Refusal;
  }

  /**
   * Looks until it is done.
   *
   * @param what is waited for, for the refusal when {@code seconds} have passed
   */
  void until(Condition done, int seconds, String what) throws Refusal {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!done.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new Refusal(
            Kind.TIMEOUT, what + " is not over after " + seconds + " s; it goes on all the same");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
      requireCaller();
    }
  }

  private void requireCaller() throws Refusal {
    try {
      if (client.isClosedByPeer()) {
        throw new Refusal(Kind.UNAVAILABLE, "the caller waits no longer");
      }
    } catch (IOException e) {
      throw new Refusal(Kind.UNAVAILABLE, e.getMessage());
    }
  }
}
