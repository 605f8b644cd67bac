package io.preforkd.pool.journal;

import io.preforkd.pool.Event;

/**
 * A decision that a replay does not reproduce.
 *
 * @param pool the name and, behind {@code #}, the number of the edition
 * @param now the pool's time
 * @param expected what the journal has
 * @param got what the replay has
 */
public record Difference(String pool, long now, Event event, String expected, String got) {}
