package io.preforkd.server.sys;

import java.util.HashSet;
import java.util.Set;
import jnr.constants.platform.Errno;
import jnr.ffi.Pointer;

/**
 * Processes that the kernel has given to this one since their parent died: whoever is PID 1 of a
 * container, or a subreaper, must collect them.
 *
 * <p>Our own children are known by their pids from the spawn on and are left alone: whoever started
 * one waits for its pid. Both happen under one lock, since a child may end before its pid is known
 * here. A child that a template forks is given to us by the kernel, too, and is {@link #claim
 * claimed} once the template has told its pid; until then nobody is collected, since it may be that
 * child.
 */
public final class Strangers {
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int PR_GET_CHILD_SUBREAPER = 37;

  // siginfo_t on 64-bit Linux: three ints, padding, then the fields of SIGCHLD
  private static final int SIGINFO_BYTES = 128;
  private static final int SI_PID = 16;

  private static final Set<Integer> OURS = new HashSet<>();
  private static int expected;

  private Strangers() {}

  interface Start {
    int start() throws KernelException;
  }

  /** Starts a child of our own. */
  static int startOwn(Start start) throws KernelException {
    synchronized (OURS) {
      int pid = start.start();
      OURS.add(pid);
      return pid;
    }
  }

  /** A child of the program that this process was before is our own, too. */
  public static void adopt(int pid) {
    synchronized (OURS) {
      OURS.add(pid);
    }
  }

  /** Somebody has collected a child of our own. */
  static void ownIsGone(int pid) {
    synchronized (OURS) {
      OURS.remove(pid);
    }
  }

  /**
   * Has orphans among its descendants come to this process, and not to the init of its system; kept
   * over execve.
   */
  public static void attract() throws KernelException {
    Libc.check(Libc.CALLS.prctl(PR_SET_CHILD_SUBREAPER, 1L), "prctl", "PR_SET_CHILD_SUBREAPER");
  }

  /** One is about to come who is to be our own; {@link #expectNoMore} is to be called for each. */
  public static void expect() {
    synchronized (OURS) {
      expected++;
    }
  }

  /** He who was expected has been claimed, or will not be. */
  public static void expectNoMore() {
    synchronized (OURS) {
      expected--;
    }
  }

  /**
   * Makes one who has come to us, and may have ended since, our own.
   *
   * @throws KernelException ECHILD if there is no such child, or it is our own already
   */
  public static void claim(int pid) throws KernelException {
    synchronized (OURS) {
      Pointer info = Libc.memory(SIGINFO_BYTES);
      int options = WEXITED | WNOHANG | WNOWAIT;
      if (pid <= 1 || OURS.contains(pid)) {
        throw new KernelException("waitid", Errno.ECHILD.intValue(), "pid " + pid);
      }
      Libc.check(Libc.CALLS.waitid(P_PID, pid, info, options), "waitid", "pid " + pid);
      OURS.add(pid);
    }
  }

  /** Nobody will wait for a child of our own: it is to be collected as strangers are. */
  public static void disown(int pid) {
    ownIsGone(pid);
  }

  /** Whether orphans come to this process. */
  public static boolean comeToUs() {
    int[] isSubreaper = new int[1];
    boolean known = Libc.CALLS.prctl(PR_GET_CHILD_SUBREAPER, isSubreaper) == 0;
    return ProcessHandle.current().pid() == 1 || (known && isSubreaper[0] != 0);
  }

  /**
   * Collects those that have ended, without waiting. The kernel shows one at a time; behind one of
   * our own, which its owner is about to collect, no other can be seen, so this is to be repeated.
   *
   * @return how many
   */
  public static int reap() throws KernelException {
    synchronized (OURS) {
      int count = 0;
      for (int pid = ended(); expected == 0 && pid > 0 && !OURS.contains(pid); pid = ended()) {
        Processes.reap(pid);
        count++;
      }
      return count;
    }
  }

  /** The pid of a child that has ended, which stays to be collected; 0 if there is none. */
  private static int ended() throws KernelException {
    Pointer info = Libc.memory(SIGINFO_BYTES);
    int result = Libc.CALLS.waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT);
    if (result == -1 && Libc.errno() == Errno.ECHILD.intValue()) {
      return 0;
    }
    Libc.check(result, "waitid", "any child");
    return info.getInt(SI_PID);
  }
}
