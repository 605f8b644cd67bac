package io.preforkd.server.host;

import io.preforkd.server.child.ChildState;
import io.preforkd.server.listen.ListenerState;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A {@link PoolHost} as another program can go on with it.
 *
 * @param origin what its times count from, on the scale of {@link System#nanoTime}
 * @param pool the state of the core
 * @param board the descriptor of the board
 * @param passed connections that no child has taken yet
 * @param unwilling slots whose child has asked not to be restarted
 */
record HostState(
    long origin,
    Map<String, Object> pool,
    int board,
    List<ListenerState> listeners,
    List<ChildState> children,
    List<PassedState> passed,
    List<Integer> unwilling) {

  IntStream descriptors() {
    IntStream ofListeners = listeners.stream().flatMapToInt(ListenerState::descriptors);
    IntStream ofChildren = children.stream().flatMapToInt(ChildState::descriptors);
    IntStream ofClients = passed.stream().mapToInt(PassedState::connection);
    return Stream.of(IntStream.of(board), ofListeners, ofChildren, ofClients)
        .flatMapToInt(Function.identity());
  }
}
