package io.preforkd.config;

/** The table of keys: the daemon's log. */
final class LogKeys {
  private static final long LEAST_SIZE = 64L << 10;
  private static final long MOST_SIZE = 1L << 40;
  private static final int MOST_FILES = 1000;
  private static final int MOST_LINES = 1_000_000;

  static final Key<Log.Level> LEVEL =
      Key.of(
          "level",
          Choice.of(Log.Level.class),
          Log.Level.INFO,
          "The least grave level that is logged.");

  static final Key<Log.Format> FORMAT =
      Key.of(
          "format",
          Choice.of(Log.Format.class),
          Log.Format.AUTO,
          "Text for people, or JSON for machines, an object on each line; auto is text, without a time where systemd's"
              + " journal or syslog adds one.");

  static final Key<LogTarget> TO =
      Key.of(
          "to",
          new LogTargetType(),
          new LogTarget.Stderr(),
          "Where the lines go: a path, relative to this file, is one that the daemon appends to, and opens anew by USR1"
              + " or preforkd ctl reopen-logs.");

  static final Key<String> FACILITY =
      Key.of(
          "facility",
          Choice.of(
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
              "local0",
              "local1",
              "local2",
              "local3",
              "local4",
              "local5",
              "local6",
              "local7"),
          "daemon",
          "The facility under which the system logger files the lines.");

  static final Key<String> IDENTIFIER =
      Key.of(
          "identifier",
          new Text("a name", "[A-Za-z0-9][A-Za-z0-9_.-]{0,46}"),
          "preforkd",
          "The name before each line that goes to syslog.");

  static final Key<Values> SYSLOG =
      Key.section(
          "syslog",
          Section.of("log.syslog", FACILITY, IDENTIFIER),
          "How lines go to syslog, of which a process has one.");

  static final Key<Long> SIZE =
      Key.of(
          "size",
          new SizeType(LEAST_SIZE, MOST_SIZE),
          0L,
          "The size at which a log file, be it of log or of access-log, is renamed to FILE.1 and another one is begun;"
              + " 0 for never, as where logrotate does it.");

  static final Key<Integer> KEEP =
      Key.of(
          "keep",
          new WholeNumber(0, MOST_FILES),
          5,
          "With size, how many older files are kept, FILE.1 being the youngest.");

  static final Key<Integer> REPEAT_LIMIT =
      Key.of(
          "repeat-limit",
          new WholeNumber(0, MOST_LINES),
          1000,
          "How many lines of one kind are written within 10 s; those beyond are counted, and told of in one line; 0 for"
              + " no limit.");

  static final Section SECTION =
      Section.of("log", LEVEL, FORMAT, TO, SYSLOG, SIZE, KEEP, REPEAT_LIMIT);

  private LogKeys() {}
}
