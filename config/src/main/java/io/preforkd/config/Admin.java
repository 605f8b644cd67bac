package io.preforkd.config;

import java.util.Optional;

/**
 * The administrative listener.
 *
 * @param listen empty when it is switched off
 * @param isRequired whether the daemon does not start without it
 * @param agentCheck where HAProxy asks; empty when it is switched off, as it is without the
 *     listener
 */
public record Admin(
    Optional<ListenAddress.Tcp> listen,
    boolean isRequired,
    Optional<ListenAddress.Tcp> agentCheck) {}
