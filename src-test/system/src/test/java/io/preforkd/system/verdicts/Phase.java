package io.preforkd.system.verdicts;

import java.io.IOException;
import java.util.List;

/** A part of the comparison: how servers are started, and what is done with each of them. */
public abstract class Phase {
  abstract String name();

  /**
   * The options that are not the same in every phase; {@code place} is where the server will be.
   */
  abstract List<String> options(Place place) throws IOException;

  /** Texts that are somewhere in what stock says, or the phase does not do what it is for. */
  abstract List<String> signs();

  /** How many children ours has; stock has one. */
  int children() {
    return 1;
  }

  /** Puts into the place what the server is to find. */
  void furnish(Place place) throws IOException {}

  /** Asks the server. */
  abstract void play(Server server, Place place, Transcript said) throws IOException;

  /** Adds what is left behind by a server that has ended. */
  void look(Place place, Transcript said) throws IOException {}

  /** One after the other; what is logged of each is added by {@link #addLog}. */
  static void ask(Server server, List<Request> requests, Transcript said) throws IOException {
    for (Request request : requests) {
      said.add(request.name(), server.ask(request));
    }
  }

  /** The log lines of requests that have been made one after the other, and of no others. */
  static void addLog(List<Request> requests, Place place, Transcript said) throws IOException {
    List<String> logged = new Logs(place.log()).connections();
    for (int i = 0; i < requests.size(); i++) {
      said.add("log of " + requests.get(i).name(), i < logged.size() ? logged.get(i) : "");
    }
    said.add("connections in the log", Integer.toString(logged.size()));
  }
}
