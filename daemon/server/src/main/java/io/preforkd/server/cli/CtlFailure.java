package io.preforkd.server.cli;

/** Why a command of ctl fails, for stderr, and its exit code. */
final class CtlFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CtlFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
