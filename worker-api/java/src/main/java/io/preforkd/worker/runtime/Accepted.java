package io.preforkd.worker.runtime;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/**
 * A connection fresh from accept.
 *
 * @param socket its descriptor, blocking
 * @param peer the client's address; without meaning for AF_UNIX
 * @param listener index of the listener it came through
 */
record Accepted(FileDescriptor socket, InetSocketAddress peer, int listener) {}
