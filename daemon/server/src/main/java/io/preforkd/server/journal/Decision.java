package io.preforkd.server.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.SlotState;
import java.util.Optional;

/**
 * A decision that a person may ask about.
 *
 * @param millis when, since the epoch
 * @param doing what the child did that it is about; empty if it is about none
 */
public record Decision(
    long millis, String pool, Action action, Optional<SlotState> doing, Inputs inputs) {

  /** What was decided, why, and the numbers that it rested on. */
  public String words() {
    return Sentence.of(this);
  }
}
