package io.preforkd.config;

import java.time.Duration;

/**
 * When a pool's children are replaced.
 *
 * @param maxConnections most connections of a child; 0: no limit
 * @param maxAge longest life of a child; zero: no limit
 * @param maxMemory most memory of a child, bytes; 0: no limit
 * @param jitter the most by which a child's own numbers of connections and ages are lower, percent
 */
public record RecycleSettings(int maxConnections, Duration maxAge, long maxMemory, int jitter) {}
