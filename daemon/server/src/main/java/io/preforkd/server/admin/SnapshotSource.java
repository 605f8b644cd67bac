package io.preforkd.server.admin;

import io.preforkd.server.snapshot.DaemonSnapshot;
import java.util.concurrent.TimeoutException;

/** Asks the event loop how things are. */
@FunctionalInterface
public interface SnapshotSource {

  /**
   * The daemon as it is now.
   *
   * @throws TimeoutException if the loop does not answer within a second: it hangs
   */
  DaemonSnapshot take() throws TimeoutException, InterruptedException;
}
