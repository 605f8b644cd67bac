package io.preforkd.server.loop;

/** Hears of a watched descriptor, on the loop's thread. */
@FunctionalInterface
public interface FdHandler {

  /**
   * Something happened.
   *
   * @param readable there is something to read or to accept; a hint, since another process may have
   *     been faster
   * @param hangup the other side closed, or the descriptor has an error; what is left may still be
   *     readable
   */
  void ready(boolean readable, boolean hangup);
}
