package io.preforkd.server.host;

/** Whose process the daemon runs in. */
enum Residence {
  /**
   * Its own: signals, the umask, inherited sockets, orphans, the log and the program itself are the
   * daemon's to care for.
   */
  OWNER,
  /**
   * Its own, and its children are threads: signals and the log are the daemon's to care for, there
   * are no orphans, and no other program could go on with the children.
   */
  OWNER_OF_THREADS,
  /**
   * Its own, under the name of another daemon, with that one's habits: HUP replaces all children,
   * as files may have changed that preforkd does not know of, and USR2 asks for the stacks of all
   * threads. The program's arguments are not preforkd's, so it is not upgraded in place.
   */
  STAND_IN,
  /**
   * Another program's, which cares for all of that, and need not have the library that {@code log}
   * needs.
   */
  GUEST;

  /** Whether the daemon cares for what Linux gives a process: orphans, umask, inherited sockets. */
  boolean isOwner() {
    return this == OWNER || this == STAND_IN;
  }

  /** Whether the log is the daemon's. */
  boolean hasLog() {
    return this != GUEST;
  }
}
