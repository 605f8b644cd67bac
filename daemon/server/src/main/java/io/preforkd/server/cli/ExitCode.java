package io.preforkd.server.cli;

/**
 * The exit codes of every command, those of sysexits.h; {@code ctl} has those of {@link
 * io.preforkd.server.control.Refusal} as well. What each means for a command, its help says.
 */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** What was played or replayed is not as it was recorded. */
  public static final int DIFFERENT = 1;

  /** EX_USAGE: the command line is wrong. */
  public static final int USAGE = 64;

  /** EX_DATAERR: a file is not of the kind that it should be. */
  public static final int DATA = 65;

  /** EX_NOINPUT: a file or a program that was named is not there, or cannot be read. */
  public static final int NO_INPUT = 66;

  /** EX_UNAVAILABLE: something that is needed is not to be had. */
  public static final int UNAVAILABLE = 69;

  /** EX_SOFTWARE: a fault in preforkd itself. */
  public static final int SOFTWARE = 70;

  /** EX_OSERR: the system refused something that it should not have. */
  public static final int OS_ERROR = 71;

  /** EX_CANTCREAT: a file that was asked for cannot be written. */
  public static final int CANNOT_CREATE = 73;

  /** EX_NOPERM: a right is missing. */
  public static final int NO_PERMISSION = 77;

  /** EX_CONFIG: the configuration is wrong, or no pool can work with it. */
  public static final int CONFIG = 78;

  private ExitCode() {}
}
