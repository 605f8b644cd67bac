package io.preforkd.system.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A daemon that runs. */
public final class Preforkd {
  /** What yields to all others may take long on a loaded machine. */
  private static final Duration AT_LOW_PRIORITY = Patience.LIMIT.multipliedBy(4);

  private final Process process;
  private final DaemonLog log;
  private final Places places;
  private final Path folder;

  Preforkd(Process process, Places places, Path folder) {
    this.process = process;
    this.log = new DaemonLog(process.getInputStream());
    this.places = places;
    this.folder = folder;
  }

  public ProcessView process() {
    return new ProcessView(process.pid());
  }

  public DaemonLog log() {
    return log;
  }

  /** The port that stands for {@code @PORT@} in the configuration. */
  public int port() {
    return port("PORT");
  }

  public int port(String name) {
    return places.port(name);
  }

  Places places() {
    return places;
  }

  /** A file in the test's folder, such as a socket at {@code @DIR@/NAME}. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  public Preforkd awaitReady() {
    log.await("preforkd ready");
    return this;
  }

  /** Ready is a pool with its first idle child already: waits for the others that were started. */
  Preforkd awaitAllUp() {
    Patience.until(
        "every child idle", () -> process().children().stream().allMatch(this::isUpOrBeside));
    return this;
  }

  private boolean isUpOrBeside(ProcessView child) {
    return Child.isOfAnArchive(child) || Child.of(child).filter(this::hasComeUp).isPresent();
  }

  private boolean hasComeUp(Child child) {
    return log.count(child.tag() + " idle after") > 0;
  }

  /** Waits until a class-data archive is, in the words of the log, accepted or made in 1 ms. */
  public Preforkd awaitArchive(String words) {
    return awaitArchive(1, words);
  }

  /** As {@link #awaitArchive(String)}, for the n-th line of this form. */
  public Preforkd awaitArchive(int n, String words) {
    String line = "class-data archive \\S+ " + words;
    Patience.within(AT_LOW_PRIORITY, line, () -> log.count(line) >= n);
    return this;
  }

  /** The living children of a pool, by slot. */
  public List<Child> children(String pool) {
    return process().children().stream()
        .map(Child::of)
        .flatMap(Optional::stream)
        .filter(child -> child.pool().equals(pool))
        .sorted(Comparator.comparingInt(Child::slot))
        .toList();
  }

  /**
   * Waits until a child in this slot has come up: before that its process is not yet the worker's.
   */
  public Child idleChild(String pool, int slot) {
    return Patience.found("an idle child of " + pool + " in slot " + slot, () -> find(pool, slot));
  }

  /** Waits until a child runs in this slot, whether or not it has come up. */
  public Child child(String pool, int slot) {
    return Patience.found("a child of " + pool + " in slot " + slot, () -> spawned(pool, slot));
  }

  private Optional<Child> find(String pool, int slot) {
    return spawned(pool, slot).filter(this::hasComeUp);
  }

  private Optional<Child> spawned(String pool, int slot) {
    return children(pool).stream().filter(child -> child.slot() == slot).findFirst();
  }

  public Metrics metrics() {
    try {
      return Metrics.of(Admin.at(port("ADMIN")).get("/metrics").body());
    } catch (IOException e) {
      throw new AssertionError("no metrics", e);
    }
  }

  /** Waits until the pool has so many children in this state of the metrics. */
  public void awaitWorkers(String pool, String state, int count) {
    Patience.until(
        count + " children of " + pool + " " + state,
        () -> metrics().workers(pool, state) == count);
  }

  /** Waits until the pool's children have accepted so many connections in all. */
  public void awaitAccepted(String pool, int count) {
    Patience.until(
        count + " connections of " + pool + " accepted", () -> metrics().accepted(pool) == count);
  }

  /** Waits until so many of the pool's connections have ended in this way: served, failed, lost. */
  public void awaitFinished(String pool, String outcome, int count) {
    Patience.until(
        count + " connections of " + pool + " " + outcome,
        () -> metrics().finished(pool, outcome) == count);
  }

  public void signal(String name) {
    process().signal(name);
  }

  public boolean hasEnded() {
    return !process.isAlive();
  }

  /** Waits for the end. */
  public int exitCode() {
    return Finished.await(process, log);
  }

  /** Asks it to stop, and waits for the end. */
  public int stop() {
    signal("TERM");
    return exitCode();
  }

  /** As {@link #stop}, of one that may have ended, or be about to. */
  int stopIfThere() {
    process().signalIfThere("TERM");
    return exitCode();
  }

  /** Waits until it is ready, or has ended since somebody else took a port meanwhile. */
  boolean lostItsPort() {
    Patience.until("start or refusal", () -> hasEnded() || log.count("pool=.* starts") > 0);
    if (!hasEnded()) {
      return false;
    }
    log.awaitEnd();
    return log.count("EADDRINUSE|already in use") > 0;
  }

  void destroy() {
    process.destroyForcibly();
    exitCode();
  }
}
