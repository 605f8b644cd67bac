package io.preforkd.server.control;

import java.util.Arrays;

/** Why a command is not carried out, or could not be: a reason for a person, and an exit code. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kinds of reasons, with the exit codes of sysexits.h. */
  public enum Kind {
    /** It was tried, and undone since it failed. */
    FAILED(1),
    /** The request is not one. */
    USAGE(64),
    /** It names what there is not, or a number that cannot be. */
    DATA(65),
    /** Nobody is there to carry it out. */
    UNAVAILABLE(69),
    /** A fault in preforkd itself. */
    SOFTWARE(70),
    /** It was not done in time; it may still be. */
    TIMEOUT(75),
    /** The caller may not ask for it. */
    PERMISSION(77),
    /** The configuration is wrong. */
    CONFIG(78);

    private final int exit;

    Kind(int exit) {
      this.exit = exit;
    }

    /** The kind with this exit code; a number that is none means a fault. */
    static Kind of(int exit) {
      return Arrays.stream(values()).filter(kind -> kind.exit == exit).findFirst().orElse(SOFTWARE);
    }
  }

  private final Kind kind;

  public Refusal(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The exit code of whoever asked. */
  public int exit() {
    return kind.exit;
  }
}
