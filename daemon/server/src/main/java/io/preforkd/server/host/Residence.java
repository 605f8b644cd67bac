package io.preforkd.server.host;

/** Whose process the daemon runs in. */
enum Residence {
  /**
   * Its own: signals, the umask, inherited sockets, orphans, the log and the program itself are the
   * daemon's to care for.
   */
  OWNER,
  /**
   * Another program's, which cares for all of that, and need not have the library that {@code log}
   * needs.
   */
  GUEST
}
