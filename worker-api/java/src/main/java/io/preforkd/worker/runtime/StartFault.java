package io.preforkd.worker.runtime;

/** The child cannot start; carries its exit code, by sysexits.h. */
public final class StartFault extends Exception {
  private static final long serialVersionUID = 1;

  /** The operator has to change something; starting again will not help. */
  public static final int CONFIG = 78;

  /** The worker's own code failed. */
  public static final int SOFTWARE = 70;

  private final int exitCode;

  /** One of these codes, and the child's last words. */
  public StartFault(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The same, with what is behind it. */
  public StartFault(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What the child's process exits with. */
  public int exitCode() {
    return exitCode;
  }
}
