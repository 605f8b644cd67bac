package io.preforkd.server.listen;

import java.util.Optional;

/**
 * A listening socket as another program can go on with it.
 *
 * @param isInherited whether whoever started us goes on using it
 * @param file the socket's file, if it is ours to remove
 */
public record ListenerState(int fd, String name, boolean isInherited, Optional<String> file) {}
