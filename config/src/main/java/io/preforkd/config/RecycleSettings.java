package io.preforkd.config;

import java.time.Duration;

/**
 * When a pool's children are replaced.
 *
 * @param maxConnections most connections of a child; 0: no limit
 * @param maxAge longest life of a child; zero: no limit
 * @param jitter the most by which a child's own limits are lower, percent
 */
public record RecycleSettings(int maxConnections, Duration maxAge, int jitter) {}
