package io.preforkd.server.embed;

import io.preforkd.pool.SlotState;
import io.preforkd.server.snapshot.SlotView;
import java.time.Duration;

/**
 * A child at one moment.
 *
 * @param slot its place in the pool, from 0; the lowest is ordered first
 * @param generation counts the pool's children, so that it names this one for good
 * @param pid its process, as long as it has not ended
 * @param age since its spawn
 * @param connections accepted by it
 */
public record ChildState(
    String pool,
    int slot,
    long generation,
    int pid,
    SlotState state,
    Duration age,
    long connections) {

  static ChildState of(String pool, SlotView view) {
    return new ChildState(
        pool,
        view.slot(),
        view.generation(),
        view.pid(),
        view.state(),
        Duration.ofNanos(view.ageNanos()),
        view.connections());
  }
}
