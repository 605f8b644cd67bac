package io.preforkd.server.sys;

import java.util.Collection;
import java.util.List;

/**
 * Puts another program in the place of this one: the same process, with the same pid, parent and
 * children, and with the descriptors that are to be kept.
 */
public final class Succession {
  private static final int FIRST = 3;
  private static final int ALL = -1;
  private static final int CLOSE_RANGE_CLOEXEC = 4;
  private static final int SIG_SETMASK = 2;
  private static final int SIGSET_BYTES = 128;

  private Succession() {}

  /**
   * Becomes another program; all other threads of this one are gone then. The signal mask is that
   * of the calling thread, and empty: one that a thread of the JVM has would be the new program's
   * for ever.
   *
   * <p>The environment is that of this process, byte by byte.
   *
   * @param command the program, by its path, and its arguments
   * @param kept descriptors that the program gets beside 0, 1 and 2
   * @throws KernelException if the kernel refuses; then nothing has changed
   */
  public static void become(List<String> command, Collection<Integer> kept) throws KernelException {
    Libc.check(
        Libc.CALLS.close_range(FIRST, ALL, CLOSE_RANGE_CLOEXEC), "close_range", "all descriptors");
    for (int fd : kept) {
      Descriptors.closeOnExec(fd, false);
    }
    Libc.CALLS.pthread_sigmask(SIG_SETMASK, Libc.memory(SIGSET_BYTES), null);
    Libc.CALLS.execve(
        command.get(0), CStrings.array(command), CStrings.ofBytes(OwnStrings.environment()));
    KernelException refused = Libc.failure("execve", command.get(0));
    for (int fd : kept) {
      Descriptors.closeOnExec(fd, true);
    }
    throw refused;
  }
}
