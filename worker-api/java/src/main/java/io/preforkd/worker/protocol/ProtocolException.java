package io.preforkd.worker.protocol;

import java.io.IOException;

/** The other end said what PROTOCOL.md does not allow. */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1;

  public ProtocolException(String message) {
    super(message);
  }
}
