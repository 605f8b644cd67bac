package io.preforkd.server.admin;

import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.snapshot.PoolSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What HAProxy's agent check is told (its configuration manual, {@code agent-check}). Only the
 * agent takes back what the agent has said, so each word but {@code drain} and {@code down} says
 * that the server is up and ready, too.
 */
final class AgentWord {
  private static final int ALL = 100;

  /** A weight of 0 would drain a server that serves. */
  private static final int LEAST = 1;

  private AgentWord() {}

  /**
   * The word for a daemon, without the end of its line.
   *
   * @param name of the pool that is asked for; empty for that which has the least to spare
   */
  static String of(DaemonSnapshot daemon, Optional<String> name) {
    List<PoolSnapshot> pools =
        name.map(wanted -> daemon.pools().stream().filter(pool -> isNamed(pool, wanted)).toList())
            .orElseGet(daemon::poolsInForce);
    if (daemon.isStopping()) {
      return "drain";
    }
    if (pools.isEmpty()) {
      return "down #there is no pool " + name.orElse("yet");
    }
    return pools.stream()
        .filter(pool -> !pool.isReady())
        .findFirst()
        .map(pool -> "down #pool " + pool.name() + " has no child that could serve")
        .orElseGet(() -> "up ready " + weight(pools) + "%");
  }

  private static boolean isNamed(PoolSnapshot pool, String name) {
    return pool.name().equals(name);
  }

  private static int weight(List<PoolSnapshot> pools) {
    PoolSnapshot busiest =
        pools.stream().max(Comparator.comparingDouble(PoolSnapshot::utilization)).orElseThrow();
    long spare = Math.round(ALL * (1 - busiest.utilization()));
    return (int) Math.max(LEAST, Math.min(ALL, spare));
  }
}
