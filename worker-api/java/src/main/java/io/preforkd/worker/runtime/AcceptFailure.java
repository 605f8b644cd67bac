package io.preforkd.worker.runtime;

import java.io.IOException;

/**
 * accept(2) failed for a reason that trying again at once would not cure. The JDK hands errors on
 * as text, so the number is found by the C library's words for it. The parent sees to it that they
 * are not translated: it sets LANGUAGE.
 */
public final class AcceptFailure extends IOException {
  /** No descriptor is left. */
  static final int EMFILE = 24;

  private static final long serialVersionUID = 1;
  private static final int EIO = 5;
  private static final int EINVAL = 22;

  private static final String[] WORDS = {
    "Too many open files in system",
    "Too many open files",
    "Cannot allocate memory",
    "No buffer space available",
    "Operation not permitted",
    "Invalid argument",
    "Bad file descriptor",
  };
  private static final int[] NUMBERS = {23, EMFILE, 12, 105, 1, EINVAL, 9};

  private final int errno;

  AcceptFailure(IOException cause) {
    super(cause);
    this.errno = number(String.valueOf(cause.getMessage()));
  }

  /** One whose number is known. */
  public AcceptFailure(int errno, IOException cause) {
    super(cause);
    this.errno = errno;
  }

  /** The error's number; EIO if the text is not known, for instance because it is translated. */
  int errno() {
    return errno;
  }

  /** An AF_UNIX listener that was shut down has no connections any more, which is no failure. */
  boolean meansShutDown() {
    return errno == EINVAL;
  }

  private static int number(String message) {
    for (int i = 0; i < WORDS.length; i++) {
      if (message.contains(WORDS[i])) {
        return NUMBERS[i];
      }
    }
    return EIO;
  }
}
