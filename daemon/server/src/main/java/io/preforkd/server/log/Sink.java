package io.preforkd.server.log;

import io.preforkd.config.Log;
import java.io.IOException;

/** A place that finished lines go to; written by the log's thread alone. */
interface Sink {
  /**
   * Writes a text of one line or several, without the end of the last one; none is cut or mixed
   * with another.
   *
   * @return false if it is lost
   */
  boolean write(Log.Level level, String text);

  /**
   * Follows a file that was moved.
   *
   * @throws IOException if that cannot be; then the one that is open goes on
   */
  default void reopen() throws IOException {}

  /** As {@link #reopen}, where it was moved since it was opened. */
  default void follow() throws IOException {}

  default void close() {}
}
