package io.preforkd.server.child;

import java.util.stream.IntStream;

/**
 * A living child as another program can go on with it. Bytes are in hexadecimal.
 *
 * @param channel our descriptor of the back-channel, {@link #CLOSED} if it has ended
 * @param stdout our descriptor of the pipe that the child prints to, or {@link #CLOSED}
 * @param stderr the same for its errors
 * @param dialogue what has been said
 * @param outLine what it has printed of a line that has not ended
 * @param errLine the same for its errors
 */
public record ChildState(
    int slot,
    long generation,
    int pid,
    int channel,
    int stdout,
    int stderr,
    DialogueState dialogue,
    String outLine,
    String errLine) {
  static final int CLOSED = -1;

  /** The descriptors that are open. */
  public IntStream descriptors() {
    return IntStream.of(channel, stdout, stderr).filter(fd -> fd != CLOSED);
  }

  ChildEnds ends() {
    return ChildEnds.ours(channel, stdout, stderr);
  }
}
