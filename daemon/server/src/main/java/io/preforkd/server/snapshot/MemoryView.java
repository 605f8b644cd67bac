package io.preforkd.server.snapshot;

/**
 * The memory that a child had when it was measured last.
 *
 * @param bytes its PSS, or its RSS where that cannot be read
 * @param ageNanos since then
 */
public record MemoryView(long bytes, long ageNanos) {}
