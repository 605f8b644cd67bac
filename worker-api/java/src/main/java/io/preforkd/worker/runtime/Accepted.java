package io.preforkd.worker.runtime;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/**
 * A connection fresh from accept.
 *
 * @param socket its descriptor, blocking
 * @param peer the client's address; without meaning for AF_UNIX; null if it was passed
 * @param listener index of the listener it came through
 * @param passedAs number of the descriptor, if the parent has accepted it; otherwise {@link
 *     #NOT_PASSED}
 */
public record Accepted(FileDescriptor socket, InetSocketAddress peer, int listener, int passedAs) {
  static final int NOT_PASSED = -1;

  /** Whether the parent has accepted it, and may have a copy of the descriptor still. */
  boolean isPassed() {
    return passedAs != NOT_PASSED;
  }
}
