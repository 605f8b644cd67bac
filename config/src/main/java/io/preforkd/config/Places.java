package io.preforkd.config;

import java.util.Optional;

/**
 * Where the keys of a configuration stand, for whoever finds fault with a value that the reader
 * cannot judge: a user that this machine does not know, a class that is not on the class path.
 */
public final class Places {
  private final Values daemon;

  Places(Values daemon) {
    this.daemon = daemon;
  }

  /** A fault of one of the daemon's own keys. */
  public Fault fault(String key, String message) {
    return fault(daemon, key, message);
  }

  /**
   * A fault of a key of this pool.
   *
   * @throws IllegalArgumentException if there is no such pool or key
   */
  public Fault fault(String pool, String key, String message) {
    Values found =
        daemon.items(DaemonKeys.POOLS).stream()
            .filter(values -> values.value(PoolKeys.NAME).equals(Optional.of(pool)))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no pool " + pool));
    return fault(found, key, message);
  }

  private static Fault fault(Values values, String name, String message) {
    Key<?> key =
        values
            .section()
            .find(name)
            .orElseThrow(() -> new IllegalArgumentException("there is no key " + name));
    return Fault.at(values.place(key), values.path(key), message, "");
  }
}
