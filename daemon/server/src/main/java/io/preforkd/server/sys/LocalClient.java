package io.preforkd.server.sys;

import java.io.IOException;

/**
 * A client of a UNIX socket, for a thread that may wait: each wait has its deadline, and {@link
 * #end} ends all of them, from any thread.
 */
public interface LocalClient extends AutoCloseable {

  /** Wakes whoever waits for this connection; nothing more goes through it. */
  void end();

  /**
   * A descriptor of the same connection, the caller's to close.
   *
   * @throws IOException if there is none
   */
  int duplicate() throws IOException;

  /** Who he is, for the log. */
  String who() throws IOException;

  /**
   * Reads what is there, or waits for it.
   *
   * @return how many bytes, at most those that {@code into} can hold and 4096; 0 at the end, which
   *     may be that the client has gone; -1 if none has come within {@code millis}
   */
  int read(byte[] into, int millis) throws IOException;

  /**
   * Writes all of it.
   *
   * @return false if the client has gone, or has not taken all within {@code millis}
   */
  boolean write(byte[] bytes, int millis) throws IOException;

  /**
   * Whether the client has closed its end; one that merely sends no more has not. False where that
   * cannot be told.
   */
  boolean isClosedByPeer() throws IOException;

  @Override
  void close();
}
