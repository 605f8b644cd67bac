package io.preforkd.server.host;

/**
 * A connection that the parent has accepted and that no child has taken yet, as another program can
 * go on with it.
 *
 * @param slot of the child that it was given to; {@link #NOBODY} if it waits for one
 * @param connection our descriptor
 * @param listener index of the listener that it came through
 */
record PassedState(int slot, int connection, int listener) {
  static final int NOBODY = -1;
}
