package io.preforkd.server.host;

import io.preforkd.server.listen.Listener;
import io.preforkd.server.sys.ListenFds;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the service manager keep the listening sockets of the pools, so that clients wait in them
 * while the daemon is started anew, or has crashed. He is told when there are others, and forgets
 * them by the name of their pool.
 *
 * <p>Sockets that he has handed over himself he has anyway, and those that each slot has of its own
 * are as many as the next daemon has children.
 */
final class SocketStore {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  /** Not known, and none of those that are wanted. */
  private static final Set<Long> OF_BEFORE = Set.of(-1L);

  /** How a store is told of things. */
  interface Keeper {
    /** Returns false if there is no room just now. */
    boolean hears(String message, List<Integer> descriptors);
  }

  private final Keeper keeper;
  private final int room;

  /** By the names of pools the inodes of what is kept. */
  private final Map<String, Set<Long>> kept = new HashMap<>();

  private boolean isFull;

  /** If there is one: systemd says so from version 254 on, and our unit in its place. */
  static Optional<SocketStore> of(Map<String, String> environment, long pid, Keeper keeper) {
    String room = environment.get("FDSTORE");
    if (room == null) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseUnsignedInt(room);
      return Optional.of(new SocketStore(keeper, number, ListenFds.names(environment, pid)));
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "no socket is kept by the service manager: FDSTORE={}: {}; it is the FileDescriptorStoreMax"
              + " of the unit",
          room,
          e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * @param room how many he keeps; more than that he drops without a word
   * @param names of what he may have kept before
   */
  SocketStore(Keeper keeper, int room, Collection<String> names) {
    this.keeper = keeper;
    this.room = room;
    names.stream()
        .flatMap(name -> ListenFds.poolOf(name).stream())
        .forEach(pool -> kept.put(pool, OF_BEFORE));
  }

  /**
   * Says what is new.
   *
   * @param pools all sockets by the names of their pools
   */
  void keep(Map<String, List<Listener>> pools) {
    Map<String, Map<Long, Integer>> wanted = new LinkedHashMap<>();
    pools.forEach((name, sockets) -> wanted.put(name, keepable(sockets)));
    if (!fits(wanted.values().stream().mapToInt(Map::size).sum())) {
      wanted.clear();
    }
    // A socket that changes pools is taken by its new name only once the old one is forgotten.
    forget(kept.keySet().stream().filter(name -> !isKept(name, wanted.get(name))).toList());
    wanted.forEach(this::keep);
  }

  private boolean isKept(String name, Map<Long, Integer> sockets) {
    return sockets != null && kept.get(name).equals(sockets.keySet());
  }

  /** Nothing is to be kept for these, until it is said anew. */
  void forget(Collection<String> pools) {
    pools.forEach(this::forget);
  }

  /** Whether a socket of this pool is kept, as far as we know. */
  boolean keeps(String pool, Listener socket) {
    return socket.canBeKept() && kept.getOrDefault(pool, Set.of()).contains(socket.inode());
  }

  private static Map<Long, Integer> keepable(List<Listener> sockets) {
    return sockets.stream()
        .filter(Listener::canBeKept)
        .collect(
            Collectors.toMap(
                Listener::inode, Listener::fd, (one, same) -> one, LinkedHashMap::new));
  }

  private boolean fits(int count) {
    if (count > room && !isFull) {
      LOG.warn(
          "the service manager keeps {} sockets and the pools have {}: none is kept, and clients"
              + " are refused while the daemon is started anew; raise FileDescriptorStoreMax",
          room,
          count);
    }
    isFull = count > room;
    return !isFull;
  }

  private void keep(String name, Map<Long, Integer> sockets) {
    if (kept.containsKey(name) || sockets.isEmpty()) {
      return; // as it is to be, or he had no room to hear that it is not
    }
    boolean isHeard =
        sockets.values().stream()
            .allMatch(fd -> keeper.hears("FDSTORE=1\n" + name(name), List.of(fd)));
    kept.put(name, isHeard ? Set.copyOf(sockets.keySet()) : Set.of());
  }

  private void forget(String name) {
    if (keeper.hears("FDSTOREREMOVE=1\n" + name(name), List.of())) {
      kept.remove(name);
    }
  }

  private static String name(String pool) {
    return "FDNAME=" + ListenFds.nameFor(pool);
  }
}
