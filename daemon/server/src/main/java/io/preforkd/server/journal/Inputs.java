package io.preforkd.server.journal;

import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.PoolStatus;
import java.util.OptionalInt;

/**
 * What a decision rested on: the pool as it was found, before anybody was started or told to leave.
 *
 * @param waiting connections that waited while nobody was idle
 * @param held the number that the pool is held at
 */
public record Inputs(
    int idle, int busy, int starting, int leaving, int waiting, PoolSpec spec, OptionalInt held) {

  static Inputs of(PoolStatus status) {
    return new Inputs(
        status.idle(),
        status.busy(),
        status.starting(),
        status.leaving(),
        status.waiting(),
        status.spec(),
        status.held());
  }

  /** Before one was started. */
  Inputs withoutSpawn() {
    return new Inputs(idle, busy, starting - 1, leaving, waiting, spec, held);
  }

  /** Before one that was idle was told to leave. */
  Inputs withIdle() {
    return new Inputs(idle + 1, busy, starting, leaving - 1, waiting, spec, held);
  }

  /** Before one that was busy was told to leave. */
  Inputs withBusy() {
    return new Inputs(idle, busy + 1, starting, leaving - 1, waiting, spec, held);
  }

  /** Before one that was starting was told to leave. */
  Inputs withStarting() {
    return new Inputs(idle, busy, starting + 1, leaving - 1, waiting, spec, held);
  }
}
