package io.preforkd.config;

import java.util.Optional;

/**
 * The control socket.
 *
 * @param listen empty when it is switched off
 * @param group whose members may ask, and change nothing
 * @param mode permission bits of the socket file; 0 when it is switched off
 * @param isRequired whether the daemon does not start without it
 */
public record Control(
    Optional<ListenAddress.UnixPath> listen,
    Optional<String> group,
    int mode,
    boolean isRequired) {}
