package io.preforkd.spamd.host;

import io.preforkd.pool.SlotState;
import io.preforkd.server.snapshot.SlotView;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The states of children as spamd writes them: a letter each, in the order of their pids. */
final class StateLetters {
  private StateLetters() {}

  static String of(List<SlotView> children) {
    return children.stream()
        .sorted(Comparator.comparingInt(SlotView::pid))
        .map(child -> letter(child.state()))
        .collect(Collectors.joining());
  }

  private static String letter(SlotState state) {
    return switch (state) {
      case STARTING -> "S";
      case IDLE -> "I";
      case ORDERED, BUSY -> "B";
      case DRAINING, KILLED -> "K";
      case VACANT -> "Z";
    };
  }
}
