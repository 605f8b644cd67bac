package io.preforkd.config;

import io.preforkd.config.ListenAddress.Tcp;
import io.preforkd.config.WorkerSettings.Archive;
import io.preforkd.config.yaml.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the pools demand of each other and of the daemon. */
final class DaemonRules {
  private final Values daemon;
  private final List<Values> pools;
  private final Faults faults;

  DaemonRules(Values daemon, Faults faults) {
    this.daemon = daemon;
    this.pools = daemon.items(DaemonKeys.POOLS);
    this.faults = faults;
  }

  void check() {
    pools.forEach(pool -> new PoolRules(pool, faults).check());
    new ThreadRulesOfDaemon(daemon, pools, faults).check();
    checkNames();
    daemon
        .value(DaemonKeys.CONTROL)
        .ifPresent(control -> new ControlRules(control, faults).check());
    daemon.value(DaemonKeys.JOURNAL).ifPresent(this::checkJournal);
    checkAddresses();
    checkArchives();
    checkUsers(DaemonKeys.USER, ProcessKeys.USER);
    checkUsers(DaemonKeys.GROUP, ProcessKeys.GROUP);
    daemon.value(DaemonKeys.MAX_CHILDREN).ifPresent(this::checkSum);
  }

  private void checkNames() {
    Map<String, String> seen = new HashMap<>();
    for (Values pool : pools) {
      pool.value(PoolKeys.NAME)
          .ifPresent(
              name ->
                  unique(seen, name, pool, PoolKeys.NAME, "a pool is named " + name + " already"));
    }
  }

  private void checkAddresses() {
    Map<String, String> seen = new HashMap<>();
    daemon.value(DaemonKeys.ADMIN).ifPresent(admin -> admin(seen, admin));
    daemon.value(DaemonKeys.CONTROL).ifPresent(control -> control(seen, control));
    for (Values pool : pools) {
      pool.items(PoolKeys.LISTEN).forEach(listener -> address(seen, listener));
    }
  }

  private void admin(Map<String, String> seen, Values admin) {
    Optional<Tcp> listen = admin.value(DaemonKeys.ADMIN_LISTEN).flatMap(address -> address);
    Optional<Tcp> agent = admin.value(DaemonKeys.ADMIN_AGENT_CHECK).flatMap(address -> address);
    listen.ifPresent(tcp -> own(seen, tcp, admin, DaemonKeys.ADMIN_LISTEN));
    agent.ifPresent(tcp -> own(seen, tcp, admin, DaemonKeys.ADMIN_AGENT_CHECK));
    if (agent.isPresent() && listen.isEmpty()) {
      faults.add(
          admin.place(DaemonKeys.ADMIN_AGENT_CHECK),
          admin.path(DaemonKeys.ADMIN_AGENT_CHECK),
          "needs the admin listener, which is off",
          "give " + DaemonKeys.ADMIN_LISTEN.name() + ", or remove the key");
    }
  }

  private void own(Map<String, String> seen, Tcp tcp, Values admin, Key<?> key) {
    String text = AddressParser.canonical(tcp);
    unique(seen, text, admin, key, text + " is listened on already");
  }

  private static void control(Map<String, String> seen, Values control) {
    control
        .value(ControlKeys.LISTEN)
        .flatMap(listen -> listen)
        .ifPresent(
            path -> seen.put(AddressParser.canonical(path), where(control, ControlKeys.LISTEN)));
  }

  private void address(Map<String, String> seen, Values listener) {
    listener
        .value(ListenKeys.ADDRESS)
        .filter(address -> !address.isAnyPort())
        .map(AddressParser::canonical)
        .ifPresent(
            text ->
                unique(seen, text, listener, ListenKeys.ADDRESS, text + " is listened on already"));
  }

  private void checkJournal(Values journal) {
    if (!journal.value(JournalKeys.FILE).equals(Optional.of(Optional.empty()))) {
      return;
    }
    for (Key<?> key : List.of(JournalKeys.SIZE, JournalKeys.KEEP)) {
      if (journal.isGiven(key)) {
        faults.add(
            journal.place(key),
            journal.path(key),
            "belongs to a journal on disk, which is off",
            "give " + JournalKeys.FILE.name() + ", or remove the key");
      }
    }
  }

  /** Made for one worker, an archive need not fit another: each start would make it for both. */
  private void checkArchives() {
    Map<String, String> seen = new HashMap<>();
    for (Values pool : pools) {
      pool.value(PoolKeys.WORKER).ifPresent(worker -> archive(seen, worker));
    }
  }

  private void archive(Map<String, String> seen, Values worker) {
    if (worker.value(WorkerKeys.ARCHIVE).orElse(null) instanceof Archive.At at) {
      String message = at.file() + " is a pool's archive already";
      unique(seen, at.file().toString(), worker, WorkerKeys.ARCHIVE, message);
    }
  }

  private void unique(
      Map<String, String> seen, String what, Values values, Key<?> key, String message) {
    String first = seen.putIfAbsent(what, where(values, key));
    if (first != null) {
      faults.add(values.place(key), values.path(key), message + ", " + first, "change one of them");
    }
  }

  private static String where(Values values, Key<?> key) {
    Place place = values.place(key);
    return values.isGiven(key)
        ? "in " + place.file() + ":" + place.line()
        : "by default of " + values.section().title();
  }

  /** A parent that has given up root could not start children as another user. */
  private void checkUsers(Key<String> daemonKey, Key<String> poolKey) {
    if (!daemon.isGiven(daemonKey)) {
      return;
    }
    pools.stream()
        .filter(pool -> pool.isGiven(poolKey))
        .forEach(
            pool ->
                faults.add(
                    pool.place(poolKey),
                    pool.path(poolKey),
                    "excludes the daemon's own "
                        + daemonKey.name()
                        + ", in line "
                        + daemon.place(daemonKey).line(),
                    "set it for the daemon or for each pool"));
  }

  private void checkSum(int most) {
    int sum = pools.stream().mapToInt(pool -> pool.value(PoolKeys.MIN).orElse(0)).sum();
    if (sum > most) {
      String message = "is " + most + ", and the pools need " + sum + " at least";
      faults.add(
          daemon.place(DaemonKeys.MAX_CHILDREN),
          DaemonKeys.MAX_CHILDREN.name(),
          message,
          "raise it, or lower min in a pool");
    }
  }
}
