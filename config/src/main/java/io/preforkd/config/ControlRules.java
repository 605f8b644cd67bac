package io.preforkd.config;

import java.util.List;
import java.util.Optional;

/** What the keys of the control socket demand of each other. */
final class ControlRules {
  private final Values control;
  private final Faults faults;

  ControlRules(Values control, Faults faults) {
    this.control = control;
    this.faults = faults;
  }

  void check() {
    if (!control.isGiven(ControlKeys.LISTEN) && control.value(ControlKeys.LISTEN).isEmpty()) {
      faults.add(
          control.place(),
          control.path(ControlKeys.LISTEN),
          "PREFORKD_RUN of the environment gives no path for a socket file",
          "set it to an absolute path of at most 94 bytes, or give this key");
    }
    if (control.value(ControlKeys.LISTEN).equals(Optional.of(Optional.empty()))) {
      List.of(ControlKeys.GROUP, ControlKeys.MODE).forEach(this::refuse);
    }
  }

  private void refuse(Key<?> key) {
    if (control.isGiven(key)) {
      faults.add(
          control.place(key),
          control.path(key),
          "belongs to a control socket, which is off",
          "remove the key");
    }
  }
}
