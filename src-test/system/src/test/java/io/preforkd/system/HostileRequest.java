package io.preforkd.system;

import io.preforkd.system.harness.Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client of spamd sends that means no good, and what it may be told.
 *
 * @param text a character for each byte
 * @param leaves whether it closes its connection without having read anything
 */
record HostileRequest(String text, Pattern answer, boolean leaves) {
  /** In so many there is one that may be a mail to be scanned, which takes the engine long. */
  private static final int MAILS = 500;

  private static final Pattern LENGTH =
      Pattern.compile("^SPAMD/1\\.1 0 EX_OK\r\nContent-length: (\\d+)\r\n");
  private static final String OK = "SPAMD/1\\.[01] 0 EX_OK\r\n.*";
  private static final String FAULT = "SPAMD/1\\.0 (69|76|79) [A-Z][^\r]*: .*\r\n";
  private static final Pattern PONG = Pattern.compile("SPAMD/1\\.5 0 PONG\r\n");
  private static final Pattern ANY =
      Pattern.compile(String.join("|", PONG.pattern(), OK, FAULT), Pattern.DOTALL);
  private static final Pattern REFUSED =
      Pattern.compile("SPAMD/1\\.0 76 Bad header line: .*\r\n", Pattern.DOTALL);
  private static final Pattern NOTHING = Pattern.compile("");

  private static final List<String> COMMANDS =
      List.of("CHECK", "SYMBOLS", "REPORT", "REPORT_IFSPAM", "PROCESS", "HEADERS", "TELL");
  private static final List<String> VERSIONS = List.of("1.1", "1.2", "1.5", "2.0", "1.5x", "1e9");
  private static final List<String> HEADERS =
      List.of(
          "Content-length: 0",
          "Content-length: 99999999999999999999",
          "Compress: zlib",
          "Set: local, remote",
          "Remove: local",
          "Message-class: ham",
          "User: nobody",
          "User: ../../etc/passwd",
          "X: y",
          "content-length: -1",
          ": ");
  private static final List<String> REFUSABLE =
      List.of(
          "no colon",
          "Content-length: 1e3",
          "Content-length: -1",
          "Compress: gzip",
          "Message-class: eggs",
          "User: a\u0001b",
          "\0",
          "\r");

  static HostileRequest next(Random random) {
    int kind = random.nextInt(100);
    if (random.nextInt(MAILS) == 0) {
      return new HostileRequest(mangled(random, mail(random)), ANY, false);
    } else if (kind < 5) {
      return new HostileRequest("PING SPAMC/1.2\r\n", PONG, false);
    } else if (kind < 10) {
      return new HostileRequest("SKIP SPAMC/1.2\r\n", NOTHING, false);
    } else if (kind < 30) {
      return new HostileRequest(noise(random), REFUSED, false);
    } else if (kind < 70) {
      return new HostileRequest(refusable(random) + rest(random), REFUSED, false);
    }
    return new HostileRequest(cut(random, refusable(random)), ANY, kind < 80);
  }

  private static String mail(Random random) {
    String mail = random.nextBoolean() ? Engine.SPAM : Engine.HAM;
    return Engine.request(one(COMMANDS, random) + " SPAMC/1.5", "User: nobody\r\n", mail);
  }

  /** Some good lines, a bad one at the end of them. */
  private static String refusable(Random random) {
    StringBuilder request = new StringBuilder(one(COMMANDS, random));
    request.append(" SPAMC/").append(one(VERSIONS, random)).append("\r\n");
    for (int i = random.nextInt(5); i > 0; i--) {
      request.append(one(HEADERS, random)).append("\r\n");
    }
    return request.append(one(REFUSABLE, random)).append("\r\n").toString();
  }

  private static String rest(Random random) {
    return "x".repeat(random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(100));
  }

  /** A line in which there is no command. */
  private static String noise(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(200)];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String cut(Random random, String request) {
    return request.substring(0, random.nextInt(request.length()));
  }

  private static String mangled(Random random, String request) {
    StringBuilder other = new StringBuilder();
    for (int i = 0; i < request.length(); i++) {
      switch (random.nextInt(200)) {
        case 0 -> other.append((char) random.nextInt(256));
        case 1 -> {}
        default -> other.append(request.charAt(i));
      }
    }
    return other.toString();
  }

  private static String one(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  /** Sends it and looks at the answer. */
  void sendTo(Path socket) throws IOException {
    try (Client client = Client.to(socket)) {
      client.send(text.getBytes(StandardCharsets.ISO_8859_1));
      if (!leaves) {
        check(client.end().readBytes());
      }
    }
  }

  private void check(byte[] answered) {
    String reply = new String(answered, StandardCharsets.ISO_8859_1);
    if (!isWhole(reply) || !answer.matcher(reply).matches()) {
      throw new AssertionError("\"" + text + "\" is answered by \"" + reply + '"');
    }
  }

  private static boolean isWhole(String reply) {
    Matcher length = LENGTH.matcher(reply);
    int body = reply.indexOf("\r\n\r\n") + 4;
    return !length.find() || reply.length() - body == Integer.parseInt(length.group(1));
  }
}
