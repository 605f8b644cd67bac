package io.preforkd.server.admin;

import io.preforkd.server.snapshot.DaemonSnapshot;
import java.util.concurrent.TimeoutException;

/** Asks the event loop how things are. */
@FunctionalInterface
public interface SnapshotSource {

  /**
   * The daemon as it is now.
   *
   * @param isLookedAt whether somebody looks at the children, and maybe will again: for a while
   *     their memory is measured then
   * @throws TimeoutException if the loop does not answer within a second: it hangs
   * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
   */
  DaemonSnapshot take(boolean isLookedAt) throws TimeoutException, InterruptedException;
}
