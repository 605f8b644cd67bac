package io.preforkd.config;

import io.preforkd.config.Expansion.Expanded;
import io.preforkd.config.ListenAddress.UnixPath;
import java.nio.file.Path;
import java.util.Optional;

/** The table of keys: the control socket. */
final class ControlKeys {
  private static final String DEFAULT = "unix:${PREFORKD_RUN:-/run/preforkd}/control.sock";
  private static final int OWNER = 0600;
  private static final int OWNER_AND_GROUP = 0660;

  static final Key<Optional<UnixPath>> LISTEN =
      Key.derived(
          "listen",
          new ControlAddressType(),
          DEFAULT,
          ControlKeys::standard,
          "The socket file that preforkd ctl talks to; each daemon needs its own.");

  static final Key<String> GROUP =
      Key.optional("group", Names.USER, "A group whose members may ask by it, and change nothing.");

  static final Key<Integer> MODE =
      Key.derived(
          "mode",
          new Octal(),
          "0660 with a group, else 0600",
          ControlKeys::mode,
          "The permission bits of the socket file.");

  static final Key<Boolean> REQUIRED =
      Key.of(
          "required",
          new Flag(),
          true,
          "Whether the daemon does not start if the socket cannot be opened; otherwise it goes on without it, and takes it once another program lets go of it.");

  static final Section SECTION =
      Section.of("control", LISTEN, GROUP, MODE, REQUIRED).withShorthand(LISTEN);

  private ControlKeys() {}

  /** Empty if PREFORKD_RUN makes no path; {@link DaemonRules} says so. */
  private static Optional<Setting<Optional<UnixPath>>> standard(Values control) {
    try {
      Expanded text = control.expansion().expand(DEFAULT);
      Origin origin = Origin.Default.from(String.join("", text.variables()));
      Path directory = control.place().file().getParent();
      return Optional.of(
          new Setting<>(new ControlAddressType().parse(text.text(), directory), origin));
    } catch (BadValue e) {
      return Optional.empty();
    }
  }

  private static Optional<Setting<Integer>> mode(Values control) {
    int mode = control.isGiven(GROUP) ? OWNER_AND_GROUP : OWNER;
    return control
        .value(LISTEN)
        .filter(Optional::isPresent)
        .map(path -> new Setting<>(mode, origin(control)));
  }

  private static Origin origin(Values control) {
    return control.isGiven(GROUP) ? Origin.Default.from(GROUP.name()) : Origin.Default.CONSTANT;
  }
}
