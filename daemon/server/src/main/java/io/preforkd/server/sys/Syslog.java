package io.preforkd.server.sys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jnr.ffi.Pointer;

/** syslog(3), of which a process has one. */
public final class Syslog {
  private static final int LOG_PID = 1;
  private static final int LOG_NDELAY = 8;
  private static final int FACILITY_SHIFT = 3;

  /** In the order of their numbers in syslog.h; those without a name are the kernel's. */
  private static final List<String> FACILITIES =
      Arrays.asList(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "",
          "",
          "",
          "",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  /** How grave a line is. */
  public enum Level {
    ERROR(3),
    WARNING(4),
    INFO(6),
    DEBUG(7);

    private final int number;

    Level(int number) {
      this.number = number;
    }

    /** As in syslog.h: the lower, the graver. */
    public int number() {
      return number;
    }
  }

  /** syslog(3) keeps the pointers, so they must not be collected; reopening is rare. */
  private static final List<Pointer> IDENTS = new ArrayList<>();

  private Syslog() {}

  /** Whether syslog has a facility of this name. */
  public static boolean knows(String facility) {
    return !facility.isEmpty() && FACILITIES.contains(facility);
  }

  /** Begins, or begins anew after {@link #close}; lines have this name and the process' number. */
  public static synchronized void open(String name, String facility) {
    byte[] bytes = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    Pointer next = Libc.memory(bytes.length);
    next.put(0, bytes, 0, bytes.length);
    Libc.CALLS.openlog(next, LOG_PID | LOG_NDELAY, FACILITIES.indexOf(facility) << FACILITY_SHIFT);
    IDENTS.add(next);
  }

  /** Writes a line; without a system logger it is lost. */
  public static void write(Level level, String line) {
    Libc.CALLS.syslog(level.number, "%s", line);
  }

  public static void close() {
    Libc.CALLS.closelog();
  }
}
