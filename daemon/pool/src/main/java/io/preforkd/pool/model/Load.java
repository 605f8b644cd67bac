package io.preforkd.pool.model;

import java.util.Iterator;

/** Who connects when. The same load may be run many times: each run begins at its beginning. */
public interface Load {
  /** All connections in the order of their times, each before {@link #duration}. */
  Iterator<Connection> connections();

  /** How long it lasts, nanoseconds. */
  long duration();
}
