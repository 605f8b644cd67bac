package io.preforkd.spamd.host;

import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The script that waits at the other end of a pipe for what has become of a start in the
 * background. Until then its stdout and stderr are ours.
 */
class Launcher {
  /** By which the script told us of it. */
  static final String DETACHED = "preforkd.spamd.detached";

  private static final int PIPE = 3;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private boolean waits = Boolean.getBoolean(DETACHED);

  /** Whether we are in the background, or about to be. */
  static boolean isDetached() {
    return Boolean.getBoolean(DETACHED);
  }

  /**
   * It serves: nobody reads what is printed any more, and the script, which may end at once, ends
   * well.
   */
  void ready() {
    if (waits) {
      try {
        Descriptors.silence(STDOUT);
        Descriptors.silence(STDERR);
      } catch (KernelException e) {
        throw new IllegalStateException(e); // /dev/null is always there
      }
      say("ready");
    }
  }

  /** We were not to be in the background at all: the script starts again. */
  void notMeant() {
    say("foreground");
  }

  /** It has come to nothing: the script ends with this code. */
  void ended(int code) {
    if (waits) {
      say(Integer.toString(code));
    }
  }

  private void say(String word) {
    waits = false;
    try (FileOutputStream pipe = new FileOutputStream("/proc/self/fd/" + PIPE)) {
      pipe.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      System.err.println("spamd: nobody waits for the start any more: " + e.getMessage());
    }
    Descriptors.close(PIPE);
  }
}
