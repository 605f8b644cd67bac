package io.preforkd.config;

import io.preforkd.config.ListenAddress.UnixPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the keys of a pool's listeners demand of each other. */
final class ListenRules {
  private final Values pool;
  private final Faults faults;

  ListenRules(Values pool, Faults faults) {
    this.pool = pool;
    this.faults = faults;
  }

  void check() {
    List<Values> listeners = pool.items(PoolKeys.LISTEN);
    listeners.forEach(
        listener ->
            listener.value(ListenKeys.ADDRESS).ifPresent(address -> check(listener, address)));
    checkNames(listeners);
    if (pool.value(PoolKeys.LISTEN).isPresent()
        && listeners.isEmpty()
        && !opensItsSocketsItself()) {
      faults.add(
          pool.place(PoolKeys.LISTEN),
          pool.path(PoolKeys.LISTEN),
          "is an empty list",
          "give an address, a mapping, or a list of them");
    }
  }

  private boolean opensItsSocketsItself() {
    return pool.value(PoolKeys.WORKER)
        .filter(worker -> worker.isGiven(WorkerKeys.SERVER))
        .isPresent();
  }

  private void check(Values listener, ListenAddress address) {
    if (!ListenKeys.isIpv6(address)) {
      refuse(listener, ListenKeys.IPV6_ONLY, "belongs to a TCP address of IPv6");
    }
    if (!(address instanceof UnixPath)) {
      List.of(ListenKeys.OWNER, ListenKeys.GROUP, ListenKeys.MODE)
          .forEach(key -> refuse(listener, key, "belongs to a unix socket file"));
    }
  }

  private void refuse(Values listener, Key<?> key, String message) {
    if (listener.isGiven(key)) {
      faults.add(listener.place(key), listener.path(key), message, "remove the key");
    }
  }

  private void checkNames(List<Values> listeners) {
    Map<String, Values> seen = new HashMap<>();
    for (Values listener : listeners) {
      listener.value(ListenKeys.NAME).ifPresent(name -> unique(seen, name, listener));
    }
  }

  private void unique(Map<String, Values> seen, String name, Values listener) {
    Values first = seen.putIfAbsent(name, listener);
    if (first != null) {
      String message =
          "another listener of this pool is named " + name + ", in line " + first.place().line();
      faults.add(
          listener.place(ListenKeys.NAME),
          listener.path(ListenKeys.NAME),
          message,
          "give one of them another name");
    }
  }
}
