package io.preforkd.server.top;

import java.util.List;
import java.util.Optional;

/** What the person at the keys has chosen to see. One thread's. */
final class View {
  private List<String> pools = List.of();
  private int chosen;
  private Order order = Order.SLOT;
  private boolean showsHelp;
  private String message = "";

  /** Another sample: the chosen pool stays chosen as long as there is one of that name. */
  void see(List<String> names) {
    int again = pools.isEmpty() ? 0 : names.indexOf(pools.get(chosen));
    chosen = again >= 0 ? again : Math.max(0, Math.min(chosen, names.size() - 1));
    pools = List.copyOf(names);
  }

  void choose(int step) {
    chosen = Math.max(0, Math.min(chosen + step, pools.size() - 1));
  }

  /** The chosen pool's place among all; 0 if there is none. */
  int chosen() {
    return chosen;
  }

  Optional<String> pool() {
    return pools.isEmpty() ? Optional.empty() : Optional.of(pools.get(chosen));
  }

  void sort(Order by) {
    order = by;
  }

  Order order() {
    return order;
  }

  void toggleHelp() {
    showsHelp = !showsHelp;
  }

  boolean showsHelp() {
    return showsHelp;
  }

  /** Shows this below everything else until there is something else to say. */
  void say(String text) {
    message = text;
  }

  String message() {
    return message;
  }
}
