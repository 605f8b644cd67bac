package io.preforkd.spamd.front;

/** The scanner has thrown something; the client is told that much, the log the rest. */
final class ScannerFault extends Exception {
  private static final long serialVersionUID = 1;

  ScannerFault(Exception cause) {
    super(cause);
  }

  /** What the scanner has thrown. */
  Exception thrown() {
    return (Exception) getCause();
  }
}
