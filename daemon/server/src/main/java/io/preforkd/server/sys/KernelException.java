package io.preforkd.server.sys;

import java.io.IOException;
import jnr.constants.platform.Errno;

/**
 * A call that the kernel refused, for example {@code bind 127.0.0.1:80: Permission denied
 * (EACCES)}.
 */
public final class KernelException extends IOException {

  private final String call;
  private final int errno;
  private final String detail;

  /**
   * Describes a refused call.
   *
   * @param call the call's name as in its manual page
   * @param errno the positive error number
   * @param detail what the call was about (an address, a path, a pid), with a remedy after a
   *     semicolon where there is one
   */
  public KernelException(String call, int errno, String detail) {
    super(
        call
            + " "
            + detail
            + ": "
            + Errno.valueOf(errno)
            + " ("
            + Errno.valueOf(errno).name()
            + ")");
    this.call = call;
    this.errno = errno;
    this.detail = detail;
  }

  /** The symbolic name of an error number that a child has reported, for example {@code EMFILE}. */
  public static String nameOf(int errno) {
    return Errno.valueOf(errno).name();
  }

  public String call() {
    return call;
  }

  public String detail() {
    return detail;
  }

  /** The positive error number, as a child reports it too. */
  public int errno() {
    return errno;
  }

  /** The error's symbolic name, for example {@code EADDRINUSE}. */
  public String name() {
    return Errno.valueOf(errno).name();
  }

  /** Whether the caller lacks a right (EACCES, EPERM): sysexits calls it EX_NOPERM. */
  public boolean isPermission() {
    return is(Errno.EACCES) || is(Errno.EPERM);
  }

  /**
   * Whether trying again later may help: the system ran out of processes, memory or descriptors.
   */
  public boolean isShortage() {
    return is(Errno.EAGAIN) || is(Errno.ENOMEM) || is(Errno.EMFILE) || is(Errno.ENFILE);
  }

  boolean is(Errno wanted) {
    return errno == wanted.intValue();
  }
}
