package io.preforkd.system.chaos;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Preforkd;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What faults are struck at, and what is to be undone of them. */
final class Arena {
  /** More would leave too few children for the load. */
  private static final int MOST_HELD = 3;

  private final Preforkd daemon;
  private final List<String> pools;
  private final Random dice;
  private final Deque<Client> held = new ArrayDeque<>();
  private final List<Deed> undone = new ArrayList<>();

  /** Something that is to be done later. */
  interface Deed {
    void done() throws IOException;
  }

  Arena(Preforkd daemon, List<String> pools, long seed) {
    this.daemon = daemon;
    this.pools = pools;
    this.dice = new Random(seed);
  }

  Preforkd daemon() {
    return daemon;
  }

  Random dice() {
    return dice;
  }

  String anyPool() {
    return pools.get(dice.nextInt(pools.size()));
  }

  /** A process of any pool that lived a moment ago: a child or a template. */
  Optional<Victim> anyone() {
    return anyOf(Victim.of(daemon, anyPool()));
  }

  /** A child that lived a moment ago. */
  Optional<Victim> anyChild() {
    return anyOf(Victim.of(daemon, anyPool()).stream().filter(it -> !isTemplate(it)).toList());
  }

  private Optional<Victim> anyOf(List<Victim> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(dice.nextInt(all.size())));
  }

  private boolean isTemplate(Victim victim) {
    return daemon.log().count("template pid=" + victim.pid() + " ") > 0;
  }

  /** Sends a signal to a process that may have ended. */
  void signal(String name, Victim victim) throws IOException {
    if (victim.isThere()) {
      run("kill", "-" + name, Long.toString(victim.pid()));
    }
  }

  /** Runs a command that may fail, since what it is for may have gone. */
  void run(String... command) throws IOException {
    Finished ignored = Finished.run(command);
  }

  /** Sends a request to the control socket, and reads the answer, whatever it is. */
  void order(String command) throws IOException {
    try (Client client = Client.to(daemon.file("control.sock"))) {
      String ignored = client.send(command + "\n").end().readAll();
    }
  }

  /** Lets another program take the place of the parent, unless something lets it wait for long. */
  void upgrade() throws IOException {
    order("{\"command\":\"upgrade\",\"timeout\":20}");
  }

  /** Keeps a client who says no more, for a while. */
  void hold(Client client) throws IOException {
    held.add(client);
    if (held.size() > MOST_HELD) {
      letGo();
    }
  }

  private void letGo() throws IOException {
    if (dice.nextBoolean()) {
      held.remove().reset();
    } else {
      held.remove().close();
    }
  }

  /** To be done at the end. */
  void finallyDo(Deed what) {
    undone.add(what);
  }

  /** Leaves nothing behind of what was struck but what the daemon is to remedy itself. */
  void undo() throws IOException {
    while (!held.isEmpty()) {
      letGo();
    }
    for (Deed what : undone) {
      what.done();
    }
  }
}
