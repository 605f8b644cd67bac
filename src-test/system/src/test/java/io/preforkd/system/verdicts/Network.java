package io.preforkd.system.verdicts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules that ask DNS, of which the rig plays the only server: what is asked, and what comes of it.
 */
public final class Network extends Phase {
  private static final String SIGNATURE =
      """
      DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=key;
       h=from:to:subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA
      """;

  private final List<Request> requests = new ArrayList<>();

  private Network(int mails) {
    for (int i = 0; i < mails; i++) {
      add(Mails.ham(i), "PROCESS");
      add(Mails.spam(i), "REPORT");
      add(new Mail("signed-" + i, SIGNATURE + Mails.ham(i + 1).text()), "SYMBOLS");
    }
  }

  private void add(Mail mail, String command) {
    requests.add(Request.of(mail, command, "1.5", "User: ann\r\n"));
  }

  public static Network all() {
    return new Network(60);
  }

  public static Network some() {
    return new Network(4);
  }

  @Override
  String name() {
    return "network";
  }

  @Override
  List<String> signs() {
    return List.of("URIBL_", "RCVD_IN_", "key._domainkey.example.com");
  }

  @Override
  List<String> options(Place place) throws IOException {
    return List.of(
        "--cf=dns_server [127.0.0.1]:" + place.dns().port(),
        "--cf=dns_available yes",
        "--cf=use_razor2 0",
        "--cf=use_pyzor 0",
        "--cf=bayes_auto_learn 0");
  }

  @Override
  void play(Server server, Place place, Transcript said) throws IOException {
    place.dns().takeQuestions();
    for (Request request : requests) {
      said.add(request.name(), server.ask(request));
      said.add("questions of " + request.name(), String.join("\n", place.dns().takeQuestions()));
    }
  }

  @Override
  void look(Place place, Transcript said) throws IOException {
    addLog(requests, place, said);
  }
}
