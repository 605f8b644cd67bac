package io.preforkd.system.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import java.util.List;

/** Compares what clients have seen with what the daemon names, when all is over. */
final class Reckoning {
  private final Preforkd daemon;
  private final String pool;
  private final int concurrency;

  Reckoning(Preforkd daemon, String pool, int concurrency) {
    this.daemon = daemon;
    this.pool = pool;
    this.concurrency = concurrency;
  }

  /**
   * Every connection that was accepted has an end with a name, every failure of a client is one of
   * those that the daemon names, and nobody has waited in vain.
   */
  void require(List<Load> loads) {
    List<String> failures = loads.stream().flatMap(load -> load.failures().stream()).toList();
    long served = loads.stream().mapToLong(Load::served).sum();
    assertEquals(List.of(), failures.stream().filter(why -> why.contains("no answer")).toList());
    Patience.until("an end of each connection of " + pool, () -> withoutEnd(daemon.metrics()) == 0);
    Metrics last = daemon.metrics();
    Patience.until(
        "a name for each of " + failures + ", not only " + last,
        () -> failures.size() <= notServed(last) + unsaid());
    Patience.until(
        "an account of " + served + " served and " + failures + ", not only " + last,
        () -> served + failures.size() <= last.accepted(pool) + unsaid());
    System.out.printf(
        "chaos: pool %s: %d served, %d failures; the daemon names %d accepted, %d served, %d not%n",
        pool,
        served,
        failures.size(),
        last.accepted(pool),
        last.finished(pool, "served"),
        notServed(last));
  }

  private long withoutEnd(Metrics metrics) {
    return metrics.accepted(pool) - metrics.finished(pool, "served") - notServed(metrics);
  }

  private long notServed(Metrics metrics) {
    return metrics.finished(pool, "failed") + metrics.finished(pool, "lost");
  }

  /**
   * A child that dies between its accept and its word of it: the log names it, with lost=0. One
   * that holds many may be about to say that it has accepted as many, whatever it had before.
   */
  private long unsaid() {
    String died = "pool=" + pool + " .* ended: (?!exit code 0).* while ";
    return concurrency == 1
        ? daemon.log().count(died + "(ordered|busy), .* lost=0")
        : daemon.log().count(died + "ordered, ") * (long) concurrency;
  }
}
