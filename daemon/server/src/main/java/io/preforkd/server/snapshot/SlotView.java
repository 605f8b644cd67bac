package io.preforkd.server.snapshot;

import io.preforkd.pool.SlotState;
import java.util.Optional;

/**
 * A child at one moment.
 *
 * @param ageNanos since its spawn
 * @param stateNanos since it entered its state
 * @param connections accepted by it
 * @param open those of them that have not ended
 * @param memory empty if it has not been measured
 */
public record SlotView(
    int slot,
    long generation,
    int pid,
    SlotState state,
    long ageNanos,
    long stateNanos,
    long connections,
    long open,
    Optional<MemoryView> memory) {}
