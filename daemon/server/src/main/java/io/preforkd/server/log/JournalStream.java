package io.preforkd.server.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether what this process prints comes into systemd's journal; systemd.exec(5). */
public final class JournalStream {
  /** Device and inode of the socket that leads there. */
  private static final String VARIABLE = "JOURNAL_STREAM";

  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private JournalStream() {}

  /** Whether stderr does. */
  public static boolean isStderr() {
    String stream = System.getenv(VARIABLE);
    try {
      return stream != null && leadsTo(stream, Files.readSymbolicLink(STDERR).toString());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whoever inherited the variable may have gone on to print elsewhere. */
  static boolean leadsTo(String stream, String link) {
    return link.equals("socket:[" + stream.substring(stream.indexOf(':') + 1) + "]");
  }
}
