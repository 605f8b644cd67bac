package io.preforkd.server.host;

import io.preforkd.server.child.Board;
import io.preforkd.server.child.Nursery;
import io.preforkd.server.listen.Listener;
import java.util.List;

/**
 * What a pool owns in the world outside the core.
 *
 * @param worker what its children run, in few words
 * @param counters shared by all editions of the pool
 */
record PoolParts(
    String name,
    String worker,
    List<Listener> listeners,
    Board board,
    Nursery nursery,
    Supervision supervision,
    Counters counters) {
  PoolParts {
    listeners = List.copyOf(listeners);
  }
}
