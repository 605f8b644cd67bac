package io.preforkd.config;

import java.util.Optional;

/**
 * The administrative listener.
 *
 * @param listen empty when it is switched off
 */
public record Admin(Optional<ListenAddress.Tcp> listen) {}
