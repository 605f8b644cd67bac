package io.preforkd.pool;

import java.util.EnumMap;
import java.util.Map;

/** How many slots are in each state. */
final class Tally {
  private final Map<SlotState, Integer> counts = new EnumMap<>(SlotState.class);

  int of(SlotState state) {
    return counts.getOrDefault(state, 0);
  }

  void add(SlotState state) {
    counts.merge(state, 1, Integer::sum);
  }

  void remove(SlotState state) {
    counts.merge(state, -1, Integer::sum);
  }

  void clear() {
    counts.clear();
  }
}
