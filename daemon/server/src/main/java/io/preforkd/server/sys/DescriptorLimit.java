package io.preforkd.server.sys;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import jnr.ffi.Pointer;

/** How many descriptors this process may have open (RLIMIT_NOFILE). */
public final class DescriptorLimit {
  private static final int RLIMIT_NOFILE = 7;
  private static final int STRUCT_BYTES = 16;
  private static final int HARD = 8;

  private DescriptorLimit() {}

  /**
   * Raises the soft limit to {@code needed}, as far as the hard limit allows. Children start with
   * what {@link OriginalLimits} says, not with this.
   *
   * @return the limit in force afterwards; below {@code needed} if the hard limit is
   */
  public static long raiseTo(long needed) throws KernelException {
    Pointer limit = Libc.memory(STRUCT_BYTES);
    Libc.check(Libc.CALLS.getrlimit(RLIMIT_NOFILE, limit), "getrlimit", "RLIMIT_NOFILE");
    long soft = limit.getLong(0);
    long hard = limit.getLong(HARD);
    if (isEnough(soft, needed)) {
      return soft;
    }
    long raised = isEnough(hard, needed) ? needed : hard;
    limit.putLong(0, raised);
    Libc.check(
        Libc.CALLS.setrlimit(RLIMIT_NOFILE, limit), "setrlimit", "RLIMIT_NOFILE to " + raised);
    return raised;
  }

  /**
   * Leaves a process no descriptor but those that it has: another one, of whatever kind, is refused
   * with EMFILE.
   *
   * @return its soft limit before, for {@link #of}
   * @throws KernelException ESRCH if it has ended, EPERM if it is another user's
   */
  public static long exhaust(int pid) throws KernelException {
    return of(pid, lowestFree(pid));
  }

  /**
   * Sets a process's soft limit.
   *
   * @return what it was
   * @throws KernelException as {@link #exhaust}
   */
  public static long of(int pid, long soft) throws KernelException {
    Pointer limit = Libc.memory(STRUCT_BYTES);
    Libc.check(Libc.CALLS.prlimit(pid, RLIMIT_NOFILE, null, limit), "prlimit", pid);
    long before = limit.getLong(0);
    limit.putLong(0, soft);
    Libc.check(Libc.CALLS.prlimit(pid, RLIMIT_NOFILE, limit, null), "prlimit", pid);
    return before;
  }

  /** New descriptors get the lowest free number, which the limit exceeds. */
  private static long lowestFree(int pid) {
    Path open = Path.of("/proc/" + pid + "/fd");
    return IntStream.iterate(0, fd -> fd + 1)
        .filter(fd -> !Files.exists(open.resolve(Integer.toString(fd)), NOFOLLOW_LINKS))
        .findFirst()
        .orElseThrow();
  }

  /** RLIM_INFINITY is the largest unsigned number. */
  private static boolean isEnough(long limit, long needed) {
    return Long.compareUnsigned(limit, needed) >= 0;
  }
}
