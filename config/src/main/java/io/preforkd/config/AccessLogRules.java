package io.preforkd.config;

import java.util.List;
import java.util.Optional;

/** An access log has what children report of each connection, so they must report each. */
final class AccessLogRules {
  private static final List<String> UNORDERED = List.of("shared", PoolKeys.REUSE_PORT);

  private final Values pool;
  private final Values log;
  private final Faults faults;

  AccessLogRules(Values pool, Values log, Faults faults) {
    this.pool = pool;
    this.log = log;
    this.faults = faults;
  }

  void check() {
    if (AccessLogKeys.isOn(log)) {
      checkPool();
    } else if (log.isGiven(AccessLogKeys.FORMAT)
        && log.value(AccessLogKeys.TO).equals(Optional.of(Optional.empty()))) {
      fault(
          log,
          AccessLogKeys.FORMAT,
          "belongs to an access log, which is off",
          "give " + AccessLogKeys.TO.name() + ", or remove the key");
    }
  }

  private void checkPool() {
    pool.value(PoolKeys.DISPATCH)
        .filter(UNORDERED::contains)
        .ifPresent(
            dispatch ->
                refuse(
                    PoolKeys.DISPATCH,
                    "with "
                        + dispatch
                        + " children report sums, and an access log needs each connection",
                    "choose another dispatch"));
    pool.value(PoolKeys.CONCURRENCY)
        .filter(connections -> connections > 1)
        .ifPresent(
            connections ->
                refuse(
                    PoolKeys.CONCURRENCY,
                    "a child with many connections reports how many have ended, and an access log needs which",
                    "remove the key"));
    if (pool.isGiven(PoolKeys.SELF_ACCEPT)) {
      pool.value(PoolKeys.SELF_ACCEPT)
          .filter(Boolean::booleanValue)
          .ifPresent(
              yes ->
                  refuse(
                      PoolKeys.SELF_ACCEPT,
                      "a child does not report each connection that it takes by itself, and an access log needs each",
                      "remove the key"));
    }
  }

  private void refuse(Key<?> key, String message, String remedy) {
    fault(pool, key, message, remedy + ", or set access-log: off");
  }

  private void fault(Values values, Key<?> key, String message, String remedy) {
    faults.add(values.place(key), values.path(key), message, remedy);
  }
}
