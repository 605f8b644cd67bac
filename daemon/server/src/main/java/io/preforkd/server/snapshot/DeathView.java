package io.preforkd.server.snapshot;

/**
 * A child that has been reaped, some time ago.
 *
 * @param agoNanos since then
 */
public record DeathView(ExitView exit, long agoNanos) {}
