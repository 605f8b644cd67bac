package io.preforkd.server.sys;

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

  /** RLIM_INFINITY is the largest unsigned number. */
  private static boolean isEnough(long limit, long needed) {
    return Long.compareUnsigned(limit, needed) >= 0;
  }
}
