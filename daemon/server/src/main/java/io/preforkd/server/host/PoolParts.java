package io.preforkd.server.host;

import io.preforkd.server.child.Births;
import io.preforkd.server.child.Board;
import io.preforkd.server.hook.HookCall;
import io.preforkd.server.listen.Listener;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a pool owns in the world outside the core.
 *
 * @param worker what its children run, in few words
 * @param board empty where children are threads
 * @param counters shared by all editions of the pool
 * @param hooks told of what happens to children
 * @param sockets those that children may ask for, shared by all editions
 * @param metrics the worker's own, shared by all editions
 * @param observer told of what happens
 */
record PoolParts(
    String name,
    String worker,
    List<Listener> listeners,
    Optional<Board> board,
    Births births,
    Supervision supervision,
    Counters counters,
    Consumer<HookCall> hooks,
    SocketManager sockets,
    WorkerMetrics metrics,
    Observer observer) {
  PoolParts {
    listeners = List.copyOf(listeners);
  }
}
