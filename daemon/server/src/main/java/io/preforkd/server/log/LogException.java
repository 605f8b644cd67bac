package io.preforkd.server.log;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** A place for log lines cannot be had; the message names the key, the place, cause and remedy. */
public final class LogException extends IOException {
  private static final long serialVersionUID = 1L;

  LogException(String message, IOException cause) {
    super(message, cause);
  }

  /** Whether a right is missing. */
  public boolean isPermission() {
    return getCause() instanceof AccessDeniedException;
  }
}
