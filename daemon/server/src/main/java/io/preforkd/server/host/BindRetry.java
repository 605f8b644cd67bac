package io.preforkd.server.host;

import io.preforkd.server.sys.KernelException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for addresses that are in use, as by a daemon that is about to end. Pools wait one after
 * the other, for one time in all.
 */
final class BindRetry {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Whoever may put an end to the waiting. */
  interface Patience {
    /** Waits so long; false as soon as nobody wants the addresses any more. */
    boolean lasts(Duration time) throws InterruptedException;
  }

  private final Patience patience;
  private final long end;

  BindRetry(Duration limit, Patience patience) {
    this.patience = patience;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** What may find an address in use; it then has left nothing open. */
  interface Attempt<T> {
    T make() throws IOException;
  }

  /**
   * Makes the attempt until it succeeds, fails for another reason, or the time is up, or the
   * patience.
   *
   * @throws IOException the failure of the last attempt
   */
  <T> T open(Attempt<T> attempt) throws IOException {
    while (true) {
      try {
        return attempt.make();
      } catch (KernelException e) {
        long left = end - System.nanoTime();
        if (!e.name().equals("EADDRINUSE") || left < PAUSE.toNanos()) {
          throw e;
        }
        LOG.warn(
            "{}; it is tried again for {} s", e.getMessage(), Duration.ofNanos(left).toSeconds());
        if (!waits()) {
          throw e;
        }
      }
    }
  }

  private boolean waits() throws IOException {
    try {
      return patience.lasts(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an address was in use");
    }
  }
}
