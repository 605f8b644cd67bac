package io.preforkd.system.verdicts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Users who want different things: stock serves one after the other, ours all of them mixed, by
 * five children at the same time.
 */
public final class Preferences extends Phase {
  private static final Map<String, String> WANTED =
      Map.of(
          "ann",
          """
          required_score 2.5
          rewrite_header Subject [ANN _SCORE_]
          report_safe 0
          score MIME_HTML_ONLY 4
          add_header all Ann _YESNO_ _TESTS_
          """,
          "bob",
          """
          required_score 9
          welcomelist_from *@example.biz
          report_safe 2
          clear_report_template
          report Bob's: _YESNO_ _SCORE_ _TESTS_
          remove_header all Level
          """,
          "eve",
          """
          # required_score 1
          blocklist_from *@example.com
          score LOTS_OF_MONEY 0
          use_bayes 0
          """);

  private static final List<String> HEADERS =
      List.of("User: ann\r\n", "User: bob\r\n", "User: eve\r\n", "", "User: nosuch\r\n");

  private static final List<String> COMMANDS = List.of("CHECK", "REPORT", "PROCESS");

  private final List<Request> requests = new ArrayList<>();

  private Preferences(List<Mail> mails) {
    for (String header : HEADERS) {
      for (Mail mail : mails) {
        for (String command : COMMANDS) {
          Request request = Request.of(mail, command, "1.5", header);
          requests.add(new Request(header.strip() + ": " + request.name(), request.text()));
        }
      }
    }
  }

  public static Preferences all() {
    List<Mail> mails = new ArrayList<>(MimeMails.all());
    for (int i = 0; i < 20; i++) {
      mails.addAll(List.of(Mails.ham(i), Mails.spam(i)));
    }
    return new Preferences(mails);
  }

  public static Preferences some() {
    return new Preferences(List.of(Mails.ham(1), Mails.ham(6), Mails.spam(1), Mails.spam(6)));
  }

  @Override
  String name() {
    return "preferences";
  }

  @Override
  List<String> signs() {
    return List.of("[ANN ", "Bob's: Yes", "USER_IN_BLOCKLIST", "USER_IN_WELCOMELIST");
  }

  @Override
  List<String> options(Place place) {
    return List.of("-L", "--cf=bayes_auto_learn 0");
  }

  @Override
  int children() {
    return 5;
  }

  @Override
  void furnish(Place place) throws IOException {
    for (Map.Entry<String, String> wish : WANTED.entrySet()) {
      place.prefers(wish.getKey(), wish.getValue());
    }
  }

  @Override
  void play(Server server, Place place, Transcript said) throws IOException {
    if (server.children() == 1) {
      ask(server, requests, said);
    } else {
      askMixed(server, said);
    }
    int served = new Logs(place.log()).children();
    if (served != server.children()) {
      throw new AssertionError(served + " children have served, not " + server.children());
    }
  }

  /** Whose order is not the same; each connection names its user and its mail. */
  @Override
  void look(Place place, Transcript said) throws IOException {
    List<String> logged = new Logs(place.log()).connections().stream().sorted().toList();
    for (int i = 0; i < logged.size(); i++) {
      said.add("log, sorted, of connection " + i, logged.get(i));
    }
  }

  private void askMixed(Server server, Transcript said) {
    List<Request> mixed = new ArrayList<>(requests);
    Collections.shuffle(mixed, new Random(Long.getLong("seed", 1L)));
    ExecutorService clients = Executors.newFixedThreadPool(server.children());
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Request request : mixed) {
        all.add(
            clients.submit(
                () -> {
                  said.add(request.name(), server.ask(request));
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Noticed noticed) {
        throw noticed;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      clients.shutdownNow();
    }
  }
}
