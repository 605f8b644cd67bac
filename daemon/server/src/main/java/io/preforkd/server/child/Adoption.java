package io.preforkd.server.child;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import java.util.function.IntFunction;

/** Takes a process into our care that was just spawned. */
public final class Adoption {
  private Adoption() {}

  /**
   * What {@code care} makes of the process's pidfd, which is its own from then on.
   *
   * <p>A process whose end we could not hear of must not live: whatever is thrown, it has been
   * killed with its group and reaped, and its pidfd is closed and not watched.
   *
   * @throws KernelException if there can be no pidfd
   */
  public static <T> T of(EventLoop loop, int pid, IntFunction<T> care) throws KernelException {
    try {
      return watched(loop, Processes.pidfd(pid), care);
    } catch (KernelException | RuntimeException | Error e) {
      Processes.killGroup(pid, Signo.KILL);
      Processes.await(pid);
      throw e;
    }
  }

  private static <T> T watched(EventLoop loop, int pidfd, IntFunction<T> care) {
    try {
      return care.apply(pidfd);
    } catch (RuntimeException | Error e) {
      loop.unwatch(pidfd);
      Descriptors.close(pidfd);
      throw e;
    }
  }
}
