package io.preforkd.server.snapshot;

import io.preforkd.pool.SlotState;

/**
 * A child at one moment.
 *
 * @param ageNanos since its spawn
 * @param stateNanos since it entered its state
 * @param connections accepted by it
 */
public record SlotView(
    int slot,
    long generation,
    int pid,
    SlotState state,
    long ageNanos,
    long stateNanos,
    long connections) {}
