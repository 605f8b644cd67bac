package io.preforkd.server.cli;

/**
 * The exit codes of every command, those of sysexits.h; {@code ctl} has those of {@link
 * io.preforkd.server.control.Refusal} as well.
 */
public final class ExitCode {
  /** Done; {@code run}: stopped as asked, everything accepted was served. */
  public static final int OK = 0;

  /**
   * {@code replay}: a decision is not the one that the journal has; {@code conformance}: a
   * transcript failed.
   */
  public static final int DIFFERENT = 1;

  /** EX_USAGE: the command line is wrong. */
  public static final int USAGE = 64;

  /** EX_DATAERR: {@code replay}, {@code simulate}: the file is no journal. */
  public static final int DATA = 65;

  /**
   * EX_NOINPUT: {@code replay}, {@code simulate}: the file cannot be read; {@code conformance}: the
   * worker or a transcript is not there.
   */
  public static final int NO_INPUT = 66;

  /**
   * EX_UNAVAILABLE: an address is in use or cannot be had; this system is not one that preforkd
   * runs on; {@code ctl}: no daemon answers; {@code conformance}: there is no perl.
   */
  public static final int UNAVAILABLE = 69;

  /** EX_SOFTWARE: a fault in preforkd itself. */
  public static final int SOFTWARE = 70;

  /** EX_OSERR: the system refused something that it should not have. */
  public static final int OS_ERROR = 71;

  /** EX_CANTCREAT: {@code simulate}: the picture cannot be written. */
  public static final int CANNOT_CREATE = 73;

  /** EX_NOPERM: a right is missing, as for a port below 1024. */
  public static final int NO_PERMISSION = 77;

  /** EX_CONFIG: the configuration is wrong, or no pool can work with it. */
  public static final int CONFIG = 78;

  private ExitCode() {}
}
