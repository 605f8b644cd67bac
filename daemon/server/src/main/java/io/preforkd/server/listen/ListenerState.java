package io.preforkd.server.listen;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A listening socket as another program can go on with it.
 *
 * @param isInherited whether whoever started us goes on using it
 * @param file the socket's file, if it is ours to remove
 * @param ofSlots where each slot has its own socket, all of them, the first included; else empty
 */
public record ListenerState(
    int fd, String name, boolean isInherited, Optional<String> file, List<Integer> ofSlots) {
  public ListenerState {
    ofSlots = ofSlots == null ? List.of() : List.copyOf(ofSlots); // a program before this had none
  }

  /** All descriptors. */
  public IntStream descriptors() {
    IntStream others = ofSlots.stream().mapToInt(Integer::intValue).skip(1);
    return IntStream.concat(IntStream.of(fd), others);
  }
}
