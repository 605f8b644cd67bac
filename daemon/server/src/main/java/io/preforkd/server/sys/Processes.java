package io.preforkd.server.sys;

import java.util.Optional;
import jnr.constants.platform.Errno;

/** What a parent does with the pids of its children. */
public final class Processes {

  /** The same number on x86-64 and aarch64; glibc has a function for it only from 2.36. */
  private static final long SYS_PIDFD_OPEN = 434;

  private static final int WNOHANG = 1;

  private Processes() {}

  /** The signals that the daemon sends. */
  public enum Signo {
    INT(2),
    QUIT(3),
    KILL(9),
    USR1(10),
    USR2(12),
    TERM(15),
    CONT(18),
    STOP(19),
    WINCH(28);

    private final int number;

    Signo(int number) {
      this.number = number;
    }
  }

  /**
   * Sends a signal to one process.
   *
   * @return false if there is no such process any more
   */
  public static boolean kill(int pid, Signo signal) throws KernelException {
    return send(requireChild(pid), signal);
  }

  /** Sends a signal to every process of the group that {@code pid} leads; false if it is empty. */
  public static boolean killGroup(int pid, Signo signal) throws KernelException {
    return send(-requireChild(pid), signal);
  }

  private static boolean send(int target, Signo signal) throws KernelException {
    if (Libc.CALLS.kill(target, signal.number) == 0) {
      return true;
    }
    if (Libc.errno() == Errno.ESRCH.intValue()) {
      return false;
    }
    throw Libc.failure("kill", target + " with SIG" + signal);
  }

  /**
   * Collects one child if it has ended, without waiting. Explicit pids only: a wait for any child
   * would steal those that the JDK waits for.
   *
   * @throws KernelException ECHILD if it is not ours or was collected before
   */
  public static Optional<WaitStatus> reap(int pid) throws KernelException {
    int[] status = new int[1];
    int ended = Libc.check(Libc.CALLS.waitpid(requireChild(pid), status, WNOHANG), "waitpid", pid);
    if (ended == 0) {
      return Optional.empty();
    }
    Strangers.ownIsGone(pid);
    return Optional.of(WaitStatus.decode(status[0]));
  }

  /**
   * As {@link #reap}, for whoever alone collects this child.
   *
   * @param who it is, for the message
   * @throws IllegalStateException if somebody else has collected it
   */
  public static Optional<WaitStatus> reapOwn(int pid, Object who) {
    try {
      return reap(pid);
    } catch (KernelException e) {
      throw new IllegalStateException(who + " was reaped by somebody else", e);
    }
  }

  /** Collects a child that has been killed, and waits until it has ended. */
  public static void await(int pid) throws KernelException {
    int[] status = new int[1];
    Libc.check(Libc.CALLS.waitpid(requireChild(pid), status, 0), "waitpid", pid);
    Strangers.ownIsGone(pid);
  }

  /** A descriptor that becomes readable when the process ends. */
  public static int pidfd(int pid) throws KernelException {
    int fd = (int) Libc.CALLS.syscall(SYS_PIDFD_OPEN, requireChild(pid), 0);
    return Descriptors.raise(Libc.check(fd, "pidfd_open", pid));
  }

  /**
   * 0, -1 and negative numbers mean our own group, everybody, or a group: one wrong variable would
   * kill the machine.
   */
  private static int requireChild(int pid) {
    if (pid <= 1) {
      throw new IllegalArgumentException("not the pid of a child: " + pid);
    }
    return pid;
  }
}
