package io.preforkd.server.sys;

import java.nio.file.Path;

/** The permission bits that new files of this process, and of its children, lack. */
public final class FileMask {
  /** Nothing for group and others: what the daemon itself runs with, and what children inherit. */
  public static final int DAEMON = 0077;

  private static final String FIELD = "Umask:";

  private FileMask() {}

  /** What is in force in this process; 0 to 0777. */
  public static int current() {
    String line =
        ProcFs.text(Path.of("/proc/self/status"))
            .lines()
            .filter(text -> text.startsWith(FIELD))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(line.substring(FIELD.length()).strip(), 8);
  }

  /** Sets it for this process: 0 to 0777. */
  public static void set(int mask) {
    Libc.CALLS.umask(mask);
  }
}
