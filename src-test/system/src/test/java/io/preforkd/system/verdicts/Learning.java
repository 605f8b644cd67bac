package io.preforkd.system.verdicts;

import io.preforkd.system.harness.Finished;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Mails are learnt, forgotten and scanned in turn, by two users; in the end what is known is the
 * same.
 */
public final class Learning extends Phase {
  private static final List<String> TAUGHT = List.of("ann", "bob");
  private static final int FEWEST = 3;

  /**
   * A token's last use is the fourth number; of the times that there are one each it is the third.
   */
  private static final Pattern USED =
      Pattern.compile("(?m)^(\\s*\\S+\\s+\\d+\\s+\\d+\\s+)\\d+(?=\\s)");

  private static final Pattern TIME =
      Pattern.compile("(?m)^(\\s*\\S+\\s+\\d+\\s+)\\d+(?=.*\\batime)");

  private final List<Request> requests = new ArrayList<>();

  private Learning(int mails) {
    for (int i = 0; i < mails; i++) {
      tell("ann", Mails.ham(i), "Message-class: ham\r\nSet: local\r\n");
      tell("ann", Mails.spam(i), "Message-class: spam\r\nSet: local\r\n");
      tell(
          "bob",
          i % 2 == 0 ? Mails.spam(i) : Mails.ham(i),
          "Message-class: spam\r\nSet: local,remote\r\n");
      scan("bob", Mails.spam(mails + i), Requests.COMMANDS.get(i % Requests.COMMANDS.size()));
      scan("ann", Mails.ham(mails + i), Requests.COMMANDS.get(i % Requests.COMMANDS.size()));
    }
    changeOfMind();
    Mails.some().forEach(mail -> scan("ann", mail, "REPORT"));
    MimeMails.all().subList(0, mails).forEach(mail -> scan("bob", mail, "PROCESS"));
  }

  /** What is learnt twice, forgotten, learnt as the other class, or asked in a wrong way. */
  private void changeOfMind() {
    tell("ann", Mails.ham(0), "Message-class: ham\r\nSet: local\r\n");
    tell("ann", Mails.spam(1), "Message-class: ham\r\nSet: local\r\n");
    tell("ann", Mails.ham(2), "Remove: local\r\n");
    tell("ann", Mails.ham(2), "Remove: local\r\n");
    tell("ann", Mails.spam(2), "Message-class: spam\r\nSet: local\r\nRemove: remote\r\n");
    tell("bob", Mails.spam(2), "Remove: remote,local\r\n");
    tell("bob", Mails.spam(0), "Message-class: spam\r\nSet: local\r\nRemove: local\r\n");
    tell("bob", Mails.ham(3), "Message-class: spam\r\nSet: remote\r\nRemove: remote\r\n");
    tell("ann", marked(), "Message-class: spam\r\nSet: local\r\n");
    tell("bob", new Mail("nothing", ""), "Message-class: spam\r\nSet: local\r\n");
    tell("nosuch", Mails.spam(3), "Message-class: spam\r\nSet: local\r\n");
    tell("bob", Mails.spam(4), "");
  }

  /** A mail that another SpamAssassin has seen. */
  private static Mail marked() {
    String marks =
        """
        X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on mx.example.com
        X-Spam-Flag: YES
        X-Spam-Level: ******
        X-Spam-Prev-Subject: quarterly figures
        X-Spam-Status: Yes, score=6.1 required=5.0 tests=MARKED autolearn=no
        """;
    return new Mail("marked", marks + Mails.spam(90).text());
  }

  public static Learning all() {
    return new Learning(30);
  }

  public static Learning some() {
    return new Learning(5);
  }

  private void tell(String user, Mail mail, String headers) {
    add(Request.of(mail, "TELL", "1.5", "User: " + user + "\r\n" + headers), user);
  }

  private void scan(String user, Mail mail, String command) {
    add(Request.of(mail, command, "1.5", "User: " + user + "\r\n"), user);
  }

  private void add(Request request, String user) {
    String name = "step %d, %s: %s".formatted(requests.size(), user, request.name());
    requests.add(new Request(name, request.text()));
  }

  @Override
  String name() {
    return "learning";
  }

  @Override
  List<String> signs() {
    return List.of(
        "BAYES_00",
        "BAYES_99",
        "autolearn=ham",
        "autolearn=spam",
        "DidSet: local",
        "DidRemove: local");
  }

  @Override
  List<String> options(Place place) {
    return List.of(
        "-L",
        "--allow-tell",
        "--cf=bayes_auto_learn 1",
        "--cf=bayes_auto_learn_threshold_nonspam 1.0",
        "--cf=bayes_auto_learn_threshold_spam 6.0",
        "--cf=bayes_min_ham_num " + FEWEST,
        "--cf=bayes_min_spam_num " + FEWEST);
  }

  @Override
  void play(Server server, Place place, Transcript said) throws IOException {
    ask(server, requests, said);
  }

  @Override
  void look(Place place, Transcript said) throws IOException {
    addLog(requests, place, said);
    for (String user : TAUGHT) {
      said.add("what sa-learn --dump says of " + user, dump(place, user));
    }
  }

  private static String dump(Place place, String user) throws IOException {
    String database = Place.SEEN + "/" + user + "/.spamassassin/bayes";
    Finished done =
        place.run("sa-learn", "-L", "-p", "/dev/null", "--dbpath", database, "--dump", "all");
    String tokens =
        TIME.matcher(USED.matcher(done.output()).replaceAll("$1TIME")).replaceAll("$1TIME");
    if (done.exitCode() != 0 || !tokens.contains("non-token data: nspam")) {
      throw new AssertionError("sa-learn --dump of " + user + ": " + done);
    }
    return String.join("\n", new TreeSet<>(tokens.lines().toList()));
  }
}
