package io.preforkd.config;

import java.util.Optional;

/**
 * The administrative listener.
 *
 * @param listen empty when it is switched off
 * @param isRequired whether the daemon does not start without it
 */
public record Admin(Optional<ListenAddress.Tcp> listen, boolean isRequired) {}
