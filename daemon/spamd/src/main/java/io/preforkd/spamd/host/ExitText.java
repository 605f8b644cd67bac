package io.preforkd.spamd.host;

import io.preforkd.server.sys.WaitStatus;
import io.preforkd.server.sys.WaitStatus.Exited;
import io.preforkd.server.sys.WaitStatus.Killed;
import java.util.Locale;

/** The end of a process in the words of Mail::SpamAssassin. */
final class ExitText {
  private static final int CORE = 0x80;

  private ExitText() {}

  static String of(WaitStatus how) {
    if (how instanceof Exited exited) {
      return "exit " + exited.code();
    }
    Killed killed = (Killed) how;
    int status = killed.signal() | (killed.core() ? CORE : 0);
    return String.format(
        Locale.ROOT, "%s, signal %d (%04x)", word(killed.signal()), killed.signal(), status);
  }

  private static String word(int signal) {
    return switch (signal) {
      case 1 -> "HANGUP";
      case 2 -> "interrupted";
      case 6 -> "ABORTED";
      case 9 -> "KILLED";
      case 15 -> "TERMINATED";
      default -> "DIED";
    };
  }
}
