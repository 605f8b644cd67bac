package io.preforkd.server.host;

import io.preforkd.server.sys.KernelException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for addresses that are in use, as by a daemon that is about to end. Pools wait one after
 * the other, for one time in all.
 */
final class BindRetry {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  /** The children of a daemon that was killed let go within milliseconds. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

  /** Whoever may put an end to the waiting. */
  interface Patience {
    /** Waits so long; false as soon as nobody wants the addresses any more. */
    boolean lasts(Duration time) throws InterruptedException;
  }

  private final Patience patience;
  private final long end;
  private String lastSaid = "";

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
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return attempt.make();
      } catch (KernelException | BindException e) {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (!isInUse(e) || left.compareTo(Duration.ZERO) <= 0) {
          throw e;
        }
        say(e.getMessage(), left);
        if (!waits(shorter(pause, left))) {
          throw e;
        }
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    }
  }

  /** The JDK does not say which of the reasons it was. */
  private static boolean isInUse(IOException e) {
    return !(e instanceof KernelException refused) || refused.name().equals("EADDRINUSE");
  }

  /** Once for each address, however often it is tried. */
  private void say(String failure, Duration left) {
    if (!failure.equals(lastSaid)) {
      lastSaid = failure;
      LOG.warn("{}; it is tried again for {} s", failure, left.toSeconds());
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private boolean waits(Duration pause) throws IOException {
    try {
      return patience.lasts(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an address was in use");
    }
  }
}
