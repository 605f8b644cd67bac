package io.preforkd.system.chaos;

/** The configuration of a daemon that is to live through faults: nothing in it takes long. */
final class ChaosPools {
  static final int CHILDREN = 3;

  private static final String YAML =
      """
      admin: {listen: 127.0.0.1:@ADMIN@}
      journal: {file: '@DIR@/journal', size: 16MiB, keep: 1000}
      pools:
        - name: web
          listen: 127.0.0.1:@PORT@
          worker: %s
          dispatch: %s
          concurrency: %d
          min: 3
          max: 6
          start: 3
          min-spare: 1
          max-spare: 3
          growth-interval: 100ms
          shrink-after: 100ms
          max-connections: 500
          %s
        - name: rogue
          listen: 127.0.0.1:@ROGUE@
          worker: {command: [perl, "@WORKERS@/chaotic.pl", "%d"]}
          mode: static
          max: 3
          max-connections: 50
          %s
      """;

  /**
   * Whoever stands still or says nothing is found out within seconds. A client that the machine
   * holds up for so long is let go, too, and a worker in Perl cannot say that it has failed.
   */
  private static final String PATIENCE =
      String.join(
          "\n    ",
          "order-timeout: 1s",
          "start-timeout: 5s",
          "drain-timeout: 2s",
          "kill-after: 500ms",
          "respawn-delay: 10ms",
          "respawn-delay-max: 50ms",
          "settle-time: 100ms",
          "connection-timeout: 3s",
          "first-byte-timeout: 5s",
          "ping-interval: 500ms",
          "ping-timeout: 2s");

  private ChaosPools() {}

  static String yaml(Target web, long seed) {
    return YAML.formatted(
        web.worker(), web.dispatch(), web.concurrency(), PATIENCE, seed, PATIENCE);
  }
}
