package io.preforkd.worker;

/**
 * The settings that the operator gave are wrong, so that starting again will not help: the child
 * exits with code 78, and the log shows the message alone.
 */
public final class BadSettingsException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * For the operator.
   *
   * @param message names the setting, what is wrong with it and what it may be
   * @param cause null if there is none
   */
  public BadSettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
