package io.preforkd.server.host;

import io.preforkd.config.ListenSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.server.child.TemplateStart;
import io.preforkd.server.listen.Listener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a reload does to one pool.
 *
 * @param old the edition in force; empty for a pool that is new
 * @param files the stamp of the worker's files
 * @param why what has changed, in words
 */
record Change(
    Kind kind,
    PoolSettings wanted,
    Service service,
    Optional<Edition> old,
    String files,
    String why) {

  /** From nothing to everything. */
  enum Kind {
    NONE,
    IN_PLACE,
    NEW_EDITION,
    ADDED
  }

  boolean needsEdition() {
    return kind == Kind.NEW_EDITION || kind == Kind.ADDED;
  }

  /** Why the new edition's first template is started. */
  TemplateStart firstTemplate() {
    return kind == Kind.ADDED ? TemplateStart.OPENING : TemplateStart.RELOAD;
  }

  /** What the pool had listened on so far, by index. */
  Map<Integer, Listener> kept(ListenSettings listen) {
    return new TreeMap<>(old.map(edition -> edition.sockets(listen)).orElse(Map.of()));
  }

  /** The addresses that have to be bound. */
  List<ListenSettings> fresh() {
    return wanted.listen().stream().filter(listen -> kept(listen).isEmpty()).toList();
  }

  /** Those any-of of which a listener stays. */
  Set<String> served() {
    return wanted.listen().stream()
        .filter(listen -> !kept(listen).isEmpty())
        .flatMap(listen -> listen.anyOf().stream())
        .collect(Collectors.toSet());
  }

  /** The sockets that stay and whose rights or backlog are to change, once the pool has changed. */
  Map<Listener, ListenSettings> adjusted() {
    Map<Listener, ListenSettings> found = new HashMap<>();
    for (ListenSettings listen : wanted.listen()) {
      boolean isChanged = old.isPresent() && !old.get().settings().listen().contains(listen);
      if (isChanged && !kept(listen).isEmpty()) {
        service.current().sockets(listen).values().forEach(socket -> found.put(socket, listen));
      }
    }
    return found;
  }
}
