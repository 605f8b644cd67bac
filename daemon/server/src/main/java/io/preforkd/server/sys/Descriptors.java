package io.preforkd.server.sys;

import jnr.constants.platform.Fcntl;
import jnr.constants.platform.OpenFlags;

/** What can be done with any descriptor number. */
public final class Descriptors {

  /**
   * Ours are numbered from here. A child's descriptors start at 0, so none of the dup2 calls that
   * make them can overwrite the source of a later one, as long as a child gets fewer than this.
   */
  public static final int FLOOR = 200;

  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;

  private Descriptors() {}

  /**
   * Closes without a word: after close(2) the number is free, whatever it answers, and a second
   * close could hit a stranger's.
   */
  public static void close(int fd) {
    int ignored = Libc.CALLS.close(fd);
  }

  /** A duplicate of {@code fd} at {@link #FLOOR} or above, close-on-exec. */
  public static int duplicate(int fd) throws KernelException {
    return Libc.check(
        Libc.CALLS.fcntl(fd, F_DUPFD_CLOEXEC, FLOOR), "fcntl(F_DUPFD_CLOEXEC)", "descriptor " + fd);
  }

  /**
   * Like {@link #duplicate}, and closes {@code fd}, also when it fails: the caller always has just
   * one number.
   */
  public static int raise(int fd) throws KernelException {
    try {
      return duplicate(fd);
    } finally {
      close(fd);
    }
  }

  /** Sets whether the descriptor is closed when this process becomes another program. */
  public static void closeOnExec(int fd, boolean on) throws KernelException {
    int flags = on ? FD_CLOEXEC : 0;
    Libc.check(
        Libc.CALLS.fcntl(fd, Fcntl.F_SETFD.intValue(), flags),
        "fcntl(F_SETFD)",
        "descriptor " + fd);
  }

  /**
   * O_NONBLOCK belongs to the open file description: every process that shares the descriptor sees
   * the change.
   */
  public static void nonBlocking(int fd) throws KernelException {
    setFlags(fd, flags(fd) | OpenFlags.O_NONBLOCK.intValue());
  }

  /** The other way round. */
  public static void blocking(int fd) throws KernelException {
    setFlags(fd, flags(fd) & ~OpenFlags.O_NONBLOCK.intValue());
  }

  private static int flags(int fd) throws KernelException {
    return Libc.check(
        Libc.CALLS.fcntl(fd, Fcntl.F_GETFL.intValue(), 0), "fcntl(F_GETFL)", "descriptor " + fd);
  }

  private static void setFlags(int fd, int flags) throws KernelException {
    Libc.check(
        Libc.CALLS.fcntl(fd, Fcntl.F_SETFL.intValue(), flags),
        "fcntl(F_SETFL)",
        "descriptor " + fd);
  }

  /** Opens {@code /dev/null} for reading and writing. */
  public static int devNull() throws KernelException {
    int flags = OpenFlags.O_RDWR.intValue() | OpenFlags.O_CLOEXEC.intValue();
    return raise(Libc.check(Libc.CALLS.open("/dev/null", flags, 0), "open", "/dev/null"));
  }

  /** From now on {@code fd} is /dev/null, whatever it was. */
  public static void silence(int fd) throws KernelException {
    int none = devNull();
    try {
      Libc.check(Libc.CALLS.dup2(none, fd), "dup2", "descriptor " + fd);
    } finally {
      close(none);
    }
  }

  /** A pipe that blocks at both ends. */
  public static Pair pipe() throws KernelException {
    int[] ends = new int[2];
    Libc.check(
        Libc.CALLS.pipe2(ends, OpenFlags.O_CLOEXEC.intValue()), "pipe2", "for a child's output");
    return Pair.raise(ends);
  }

  /** A connected pair of AF_UNIX stream sockets that block. */
  public static Pair socketPair() throws KernelException {
    return socketPair(Sockets.SOCK_STREAM, "for a back-channel");
  }

  /**
   * A connected pair of AF_UNIX sockets that block and keep messages apart, see {@link Packets}.
   */
  public static Pair packetPair() throws KernelException {
    return socketPair(Sockets.SOCK_SEQPACKET, "for a template");
  }

  private static Pair socketPair(int type, String purpose) throws KernelException {
    int[] ends = new int[2];
    Libc.check(
        Libc.CALLS.socketpair(Sockets.AF_UNIX, type | Sockets.SOCK_CLOEXEC, 0, ends),
        "socketpair",
        purpose);
    return Pair.raise(ends);
  }

  /** Two descriptors made by one call; of a pipe the first is read and the second written. */
  public record Pair(int first, int second) implements AutoCloseable {

    private static Pair raise(int[] ends) throws KernelException {
      int first;
      try {
        first = Descriptors.raise(ends[0]);
      } catch (KernelException e) {
        Descriptors.close(ends[1]);
        throw e;
      }
      try {
        return new Pair(first, Descriptors.raise(ends[1]));
      } catch (KernelException e) {
        Descriptors.close(first);
        throw e;
      }
    }

    @Override
    public void close() {
      Descriptors.close(first);
      Descriptors.close(second);
    }
  }
}
