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
   * Another program's, which cares for all of that, and need not have the library that {@code log}
   * needs.
   */
  GUEST;

  /** Whether the log is the daemon's. */
  boolean hasLog() {
    return this != GUEST;
  }
}
