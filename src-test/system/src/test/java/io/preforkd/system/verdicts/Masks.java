package io.preforkd.system.verdicts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides what differs between two replies, or two logs, of stock spamd. */
final class Masks {
  private static final Pattern BOUNDARY = Pattern.compile("----------=_[0-9A-F]{8}\\.[0-9A-F]{8}");
  private static final Pattern MARKED =
      Pattern.compile(
          "(with SpamAssassin \\([^)]*\\);\\s+)\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} [+-]\\d{4}");
  private static final Pattern LENGTH =
      Pattern.compile(
          "\\ASPAMD/[^\r\n]*\r\n(?:[^\r\n]+\r\n)*?Content-length: (\\d+)\r\n(?:[^\r\n]+\r\n)*\r\n");

  private Masks() {}

  /** Without the MIME boundary, and the date at which a mail was marked; nothing else. */
  static String reply(String reply) {
    String text = BOUNDARY.matcher(reply).replaceAll("----------=_BOUNDARY");
    return MARKED.matcher(text).replaceAll("$1DATE") + fault(reply);
  }

  private static String fault(String reply) {
    Matcher head = LENGTH.matcher(reply);
    if (!head.find() || reply.length() - head.end() == Integer.parseInt(head.group(1))) {
      return "";
    }
    return "\n(Content-length does not fit: " + (reply.length() - head.end()) + " bytes follow)";
  }

  /** A log line's text without pids, ports, descriptors, seconds, and places in spamd's source. */
  static String line(String text) {
    return text.replaceAll("\\]:\\d+ to port \\d+, fd \\d+", "]:PORT to port PORT, fd FD")
        .replaceAll("scantime=[0-9.]+,", "scantime=SECONDS,")
        .replaceAll("rport=\\d+,", "rport=PORT,")
        .replaceAll(" in +[0-9.]+ seconds", " in N seconds")
        .replaceAll("(\\.lock\\.\\S+\\.)\\d+", "$1PID")
        .replaceAll(" at /usr/sbin/spamd line \\d+, <GEN\\d+> line \\d+\\.$", "");
  }

  /** Whether Perl says it of spamd's source: the engine, whose source is another, does not. */
  static boolean isOfSource(String text) {
    return text.matches("warn: Argument \".*\" isn't numeric in numeric .* at /usr/sbin/spamd .*");
  }
}
