package io.preforkd.spamd.front;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells an answer of the protocol from anything else. */
final class Answers {
  private static final String SPAM = "Spam: (True|False|Yes|No) ; -?\\d+\\.\\d / -?\\d+\\.\\d\r\n";
  private static final Pattern ONE =
      Pattern.compile(
          "|SPAMD/1\\.5 0 PONG\r\n"
              + "|SPAMD/1\\.0 76 Bad header line: .*\r\n"
              + "|SPAMD/1\\.0 69 Service Unavailable: .*\r\n"
              + "|SPAMD/1\\.1 0 EX_OK\r\n(DidSet: [a-z,]+\r\n)?(DidRemove: [a-z,]+\r\n)?\r\n\r\n"
              + "|SPAMD/1\\.0 0 EX_OK\r\n.*"
              + "|SPAMD/1\\.1 0 EX_OK\r\n"
              + SPAM
              + "\r\n.*",
          Pattern.DOTALL);

  private static final Pattern WITH_LENGTH =
      Pattern.compile(
          "SPAMD/1\\.1 0 EX_OK\r\nContent-length: (\\d+)\r\n(?:"
              + SPAM.replace("(", "(?:")
              + ")?\r\n(.*)",
          Pattern.DOTALL);

  private Answers() {}

  static boolean isOne(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    Matcher sized = WITH_LENGTH.matcher(text);
    return sized.matches()
        ? Integer.parseInt(sized.group(1)) == sized.group(2).length()
        : ONE.matcher(text).matches();
  }
}
