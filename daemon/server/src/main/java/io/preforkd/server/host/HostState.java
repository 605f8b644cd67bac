package io.preforkd.server.host;

import io.preforkd.server.child.ChildState;
import io.preforkd.server.listen.ListenerState;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A {@link PoolHost} as another program can go on with it.
 *
 * @param origin what its times count from, on the scale of {@link System#nanoTime}
 * @param pool the state of the core
 * @param board the descriptor of the board
 * @param unwilling slots whose child has asked not to be restarted
 */
record HostState(
    long origin,
    Map<String, Object> pool,
    int board,
    List<ListenerState> listeners,
    List<ChildState> children,
    List<Integer> unwilling) {

  IntStream descriptors() {
    IntStream ofListeners = listeners.stream().flatMapToInt(ListenerState::descriptors);
    IntStream ofChildren = children.stream().flatMapToInt(ChildState::descriptors);
    return IntStream.concat(IntStream.of(board), IntStream.concat(ofListeners, ofChildren));
  }
}
