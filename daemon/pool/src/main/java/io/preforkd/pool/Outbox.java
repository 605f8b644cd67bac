package io.preforkd.pool;

import java.util.ArrayList;
import java.util.List;

/** The actions decided on since the last event. */
final class Outbox {
  private List<Action> actions = new ArrayList<>();

  void add(Action action) {
    actions.add(action);
  }

  /** What has to come before all that has been decided. */
  void addFirst(Action action) {
    actions.add(0, action);
  }

  /** Hands them over; the caller may keep the list. */
  List<Action> take() {
    if (actions.isEmpty()) {
      return List.of();
    }
    List<Action> taken = actions;
    actions = new ArrayList<>();
    return taken;
  }
}
