package io.preforkd.server.sys;

/** The permission bits that new files of this process, and of its children, lack. */
public final class FileMask {
  /** Nothing for group and others: what the daemon itself runs with, and what children inherit. */
  public static final int DAEMON = 0077;

  private FileMask() {}

  /** Sets it for this process: 0 to 0777. */
  public static void set(int mask) {
    Libc.CALLS.umask(mask);
  }
}
