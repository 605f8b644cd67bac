package io.preforkd.server.admin;

import io.preforkd.server.view.StatusReading;
import java.util.concurrent.TimeoutException;

/** Asks the event loop for all that a person may want to know. */
@FunctionalInterface
public interface StatusSource {

  /**
   * The daemon as it is now, and what it remembers.
   *
   * @throws TimeoutException if the loop does not answer within a second: it hangs
   * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
   */
  StatusReading take() throws TimeoutException, InterruptedException;
}
