package io.preforkd.system.verdicts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Every mail by every command, with nothing learnt and no network, and malformed requests. */
public final class Replies extends Phase {
  private final List<Request> requests;

  private Replies(List<Request> requests) {
    this.requests = new ArrayList<>(requests);
    this.requests.addAll(Requests.odd());
  }

  public static Replies all() {
    return new Replies(Requests.of(Mails.all()));
  }

  public static Replies some() {
    return new Replies(Requests.someOf(Mails.some()));
  }

  @Override
  String name() {
    return "replies";
  }

  @Override
  List<String> signs() {
    return List.of(
        "Spam: True", "Spam: False", "GTUBE", "BOUNDARY", "setuid to ann succeeded", " aka <re.");
  }

  @Override
  List<String> options(Place place) {
    return List.of("-L", "--cf=bayes_auto_learn 0");
  }

  @Override
  void play(Server server, Place place, Transcript said) throws IOException {
    ask(server, requests, said);
  }

  @Override
  void look(Place place, Transcript said) throws IOException {
    addLog(requests, place, said);
  }
}
