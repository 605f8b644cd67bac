package io.preforkd.server.host;

import io.preforkd.config.ListenSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.server.hook.HookLaunch;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.sys.KernelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pool as one configuration has it.
 *
 * @param files the stamp of the files that its children run
 * @param slots the most children that it has room for
 * @param hooks how its hooks are started
 * @param inherited by the index of a listener, the index of the one in the edition before that is
 *     the same socket
 */
record Edition(
    PoolSettings settings,
    String files,
    int slots,
    List<Listener> listeners,
    Map<Integer, Integer> inherited,
    HookLaunch hooks,
    PoolHost host) {
  Edition {
    listeners = List.copyOf(listeners);
    inherited = Map.copyOf(inherited);
  }

  /** {@link #inherited} the other way round. */
  Map<Integer, Integer> successors() {
    Map<Integer, Integer> mine = new HashMap<>();
    inherited.forEach((index, former) -> mine.put(former, index));
    return mine;
  }

  /** The highest {@code max} that needs no other edition. */
  int room() {
    return listeners.stream().mapToInt(Listener::slots).reduce(slots, Math::min);
  }

  /** Lets clients that say nothing wait in the kernel, for as long as the settings allow. */
  void deferSilent() throws KernelException {
    for (Listener listener : listeners) {
      listener.deferSilent(settings.firstByteTimeout());
    }
  }

  /** The same children by other settings. */
  Edition with(PoolSettings changed) {
    return new Edition(changed, files, slots, listeners, inherited, hooks, host);
  }

  /** The sockets that stand for this address, which may be several, by their index. */
  Map<Integer, Listener> sockets(ListenSettings listen) {
    Map<Integer, Listener> found = new HashMap<>();
    for (ListenSettings mine : settings.listen()) {
      if (areSame(mine, listen)) {
        add(mine.name(), found);
      }
    }
    return found;
  }

  /** Of addresses that leave the port to the kernel the name tells which one is meant. */
  private static boolean areSame(ListenSettings one, ListenSettings other) {
    boolean isSameText =
        one.address().equals(other.address()) && one.ipv6Only() == other.ipv6Only();
    return isSameText && (!one.address().isAnyPort() || one.name().equals(other.name()));
  }

  private void add(String name, Map<Integer, Listener> found) {
    for (int i = 0; i < listeners.size(); i++) {
      if (listeners.get(i).name().equals(name)) {
        found.put(i, listeners.get(i));
      }
    }
  }
}
