package io.preforkd.pool.model;

/**
 * Somebody who connects.
 *
 * @param at nanoseconds from the beginning of the load
 * @param service how long serving him takes, nanoseconds
 */
public record Connection(long at, long service) {}
