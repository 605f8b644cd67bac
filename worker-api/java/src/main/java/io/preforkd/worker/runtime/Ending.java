package io.preforkd.worker.runtime;

import java.io.IOException;

/** How a child ends: its exit code, by PROTOCOL.md section 7, and its last words. */
final class Ending {
  /** It was told to leave, and has left. */
  static final int OK = 0;

  private static final int PROTOCOL = 76;

  private Ending() {}

  /** Says what went wrong, and finds the exit code for it. */
  static int over(Throwable fault) {
    if (fault instanceof StartFault start) {
      return saying(start.exitCode(), start.getMessage());
    }
    if (fault instanceof IOException) {
      return saying(PROTOCOL, "the parent broke the protocol: " + fault.getMessage());
    }
    return saying(StartFault.SOFTWARE, StackText.of("ends over an error", fault));
  }

  static int saying(int exitCode, String message) {
    System.err.println("preforkd worker: " + message);
    return exitCode;
  }
}
