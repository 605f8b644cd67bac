package io.preforkd.system.verdicts;

import java.util.ArrayList;
import java.util.List;

/** What the servers are asked: every mail by every command, and what no client should send. */
final class Requests {
  static final List<String> COMMANDS =
      List.of("CHECK", "SYMBOLS", "REPORT", "REPORT_IFSPAM", "PROCESS", "HEADERS");

  private static final List<String> VERSIONS = List.of("1.0", "1.2", "1.3", "1.5");
  private static final String USER = "User: ann\r\n";
  private static final int COMPRESSED = 5;

  private Requests() {}

  /** Each mail by each command in each version that differs; each fifth compressed, too. */
  static List<Request> of(List<Mail> mails) {
    List<Request> requests = new ArrayList<>();
    for (Mail mail : mails) {
      for (String command : COMMANDS) {
        VERSIONS.forEach(version -> requests.add(Request.of(mail, command, version, USER)));
      }
    }
    for (int i = 0; i < mails.size(); i += COMPRESSED) {
      for (String command : COMMANDS) {
        requests.add(Request.compressed(mails.get(i), command, "1.5", USER));
      }
    }
    return requests;
  }

  /**
   * Of the first mail all, of the others one each, so that all commands and versions have a turn.
   */
  static List<Request> someOf(List<Mail> mails) {
    List<Request> requests = new ArrayList<>();
    for (int i = 1; i < mails.size(); i++) {
      String command = COMMANDS.get(i % COMMANDS.size());
      String version = VERSIONS.get(i / COMMANDS.size() % VERSIONS.size());
      requests.add(Request.of(mails.get(i), command, version, USER));
    }
    for (String command : COMMANDS) {
      VERSIONS.forEach(version -> requests.add(Request.of(mails.get(0), command, version, USER)));
    }
    for (int i = 0; i < mails.size(); i += COMPRESSED) {
      requests.add(Request.compressed(mails.get(i), "PROCESS", "1.5", USER));
    }
    return requests;
  }

  /** Malformed ones, and those whose user is odd. */
  static List<Request> odd() {
    List<Request> requests = new ArrayList<>();
    String ham = Mails.ham(1).text();
    String spam = Mails.spam(1).text();
    for (String text : lines()) {
      add(requests, text);
    }
    for (String length : List.of("", "0", "x", "-1", "1.5", "5", "100000", "00150", "+150")) {
      add(requests, check("Content-length: " + length + "\r\n\r\n" + ham));
    }
    for (int count : new int[] {254, 255, 256}) {
      add(requests, check("X: y\r\n".repeat(count) + "\r\n" + ham));
    }
    for (String headers : users()) {
      add(requests, check(headers + "\r\n" + ham));
      add(requests, "PROCESS SPAMC/1.5\r\n" + headers + "\r\n" + spam);
    }
    return requests;
  }

  private static void add(List<Request> requests, String text) {
    String start = text.substring(0, Math.min(60, text.length()));
    String shown = start.replace("\r", "\\r").replace("\n", "\\n");
    requests.add(new Request("odd request " + requests.size() + ": " + shown, text));
  }

  private static List<String> users() {
    List<String> headers = new ArrayList<>();
    for (String name :
        List.of(
            "",
            "0",
            "ann",
            "no such user",
            "a\tb",
            "a\u0001b",
            "root",
            "a:b",
            "gr\u00fc\u00df",
            "ann@x")) {
      headers.add("User: " + name + "\r\n");
    }
    headers.add("User: ann\r\nUser: bob\r\n");
    headers.add("User: ann\r\nUser: ann\r\n");
    headers.add("User: ann\r\nUser: nosuch\r\n");
    headers.add("User: nosuch\r\nUser: ann\r\n");
    headers.add("User: ann\r\nUser: root\r\n");
    headers.add("User: root\r\nUser: ann\r\n");
    headers.add("User: ann\r\nUser:\r\n");
    headers.add("User: ann\nUser: bob\r\n");
    headers.add("user: ann\r\n");
    headers.add("User:ann\r\n");
    return headers;
  }

  private static List<String> lines() {
    String ham = Mails.ham(1).text();
    return List.of(
        "",
        "\r\n",
        "PING SPAMC/1.2\r\n",
        "PING SPAMC/1.2",
        "PING SPAMC/1.5\r\n\r\n",
        "PING SPAMC/1.5\r\n",
        "PING SPAMC/1.2\r\n\r\nPING SPAMC/1.2\r\n\r\n",
        "xxPING SPAMC/1.2\n",
        "ping SPAMC/1.2\r\n",
        "SKIP SPAMC/1.2\r\n",
        "SKIP SPAMC/1.5\r\n\r\n",
        "FOO SPAMC/1.2\r\n\r\n",
        "CHECK\r\n",
        "CHECK SPAMC/1.2",
        "CHECK SPAMC/\r\n\r\n" + ham,
        "CHECK SPAMC/x\r\n\r\n" + ham,
        "CHECK SPAMC/2.0\r\n\r\n" + ham,
        "REPORT_IFSPAMX SPAMC/1.5\r\n\r\n" + ham,
        "PROCESS HTTP/1.1\r\n\r\n" + ham,
        check("no colon\r\n\r\n"),
        check("X: y\r\n"),
        check("X: y\n\n" + ham),
        check("Content-Length: 5\r\n\r\n" + ham),
        check("Compress: gzip\r\n\r\n"),
        check("Compress: zlib\r\n\r\n" + ham),
        check("Compress: zlib\r\nContent-length: 10\r\n\r\nnot zlib at all"),
        check("Message-class: spam\r\nSet: local\r\n\r\n" + ham),
        "TELL SPAMC/1.5\r\nMessage-class: spam\r\nSet: local\r\n\r\n" + ham,
        "TELL SPAMC/1.0\r\n");
  }

  private static String check(String rest) {
    return "CHECK SPAMC/1.2\r\n" + rest;
  }
}
