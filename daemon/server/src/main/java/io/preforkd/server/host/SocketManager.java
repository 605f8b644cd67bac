package io.preforkd.server.host;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.config.MayListen;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.ProcessSettings;
import io.preforkd.server.child.Child;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.listen.SocketListener;
import io.preforkd.worker.protocol.SocketRequest;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sockets that the children of a pool have asked for. Each is bound once, given to all that ask
 * for it, and kept, whoever comes and goes, until the pool ends or may-listen allows it no more.
 * The children accept from it by themselves; it is neither watched nor dispatched. Loop thread
 * only.
 */
final class SocketManager {
  /** A pool has no more of them, so that a child can waste no more descriptors. */
  static final int MOST = 64;

  private static final int USUAL_BACKLOG = 1024;
  private static final int LONGEST_TEXT = 255;
  private static final int FILE_MODE = 0600;

  private final String pool;
  private final RefusalLog log;
  private final Map<ListenAddress, Listener> open = new LinkedHashMap<>();
  private MayListen allowed = MayListen.NOTHING;
  private Optional<String> owner = Optional.empty();
  private Optional<String> group = Optional.empty();
  private boolean isClosed;

  SocketManager(String pool, PoolLog log) {
    this.pool = pool;
    this.log = new RefusalLog(log);
  }

  /** From now on this is in force; what it does not allow is closed. */
  void use(PoolSettings settings) {
    use(settings.mayListen(), settings.process());
  }

  /** Children of both may ask. */
  void use(PoolSettings before, PoolSettings next) {
    use(before.mayListen().or(next.mayListen()), next.process());
  }

  private void use(MayListen addresses, ProcessSettings process) {
    allowed = addresses;
    owner = process.user();
    group = process.group();
    log.startAnew();
    for (Iterator<ListenAddress> each = open.keySet().iterator(); each.hasNext(); ) {
      ListenAddress address = each.next();
      if (!allowed.allows(address)) {
        log.pool().sharesNoMore(open.get(address).address());
        open.get(address).close();
        each.remove();
      }
    }
  }

  /** Answers a child: at once, and whatever it asks for. */
  void answer(Child child, SocketRequest request) {
    try {
      child.grant(request.number(), socket(child.id(), request).fd());
    } catch (IOException | IllegalArgumentException e) {
      log.refused(child.id(), e.getMessage());
      child.refuse(request.number(), e.getMessage());
    }
  }

  /** The socket that the child asks for; either exception says why there is none. */
  Listener socket(ChildId who, SocketRequest request) throws IOException {
    ListenAddress address = address(request);
    require(!isClosed, "pool " + pool + " ends");
    require(
        allowed.allows(address),
        "may-listen of pool " + pool + " does not allow " + address + "; add it there");
    Listener there = open.get(address);
    return there != null ? there : bind(who, address, backlog(request));
  }

  private Listener bind(ChildId who, ListenAddress address, int backlog) throws IOException {
    require(
        open.size() < MOST, "pool " + pool + " has " + MOST + " such sockets, and gets no more");
    ListenSettings settings =
        new ListenSettings(address.toString(), address, backlog, false, owner, group, FILE_MODE);
    Listener bound = new ListenerOpener(List.of()).open(List.of(settings)).get(0);
    open.put(address, bound);
    log.pool().shares(who, bound.address());
    return bound;
  }

  private static ListenAddress address(SocketRequest request) {
    return switch (sane(request.protocol())) {
      case "tcp" -> MayListen.tcp(sane(request.address()), request.port());
      case "unix" -> MayListen.unix(sane(request.path()));
      default ->
          throw new IllegalArgumentException(
              "\"" + request.protocol() + "\" is no protocol; give tcp or unix");
    };
  }

  /** What a child says comes into our log, and back to it. */
  private static String sane(String text) {
    require(
        text.length() <= LONGEST_TEXT && text.chars().noneMatch(Character::isISOControl),
        "a text with control characters, or of more than "
            + LONGEST_TEXT
            + " characters, is no address");
    return text;
  }

  private static int backlog(SocketRequest request) {
    require(
        request.backlog() <= ListenSettings.LONGEST_BACKLOG,
        "backlog " + request.backlog() + " is above " + ListenSettings.LONGEST_BACKLOG);
    return request.backlog() == 0 ? USUAL_BACKLOG : (int) request.backlog();
  }

  private static void require(boolean isTrue, String otherwise) {
    if (!isTrue) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** As another program can go on with them. */
  List<ListenerState> state() {
    return open.values().stream().map(Listener::state).toList();
  }

  /** Goes on with the sockets of the program that this process was before. */
  void goOnWith(List<ListenerState> sockets) throws IOException {
    for (ListenerState socket : sockets) {
      open.put(MayListen.parse(socket.name()), SocketListener.goOnWith(socket));
    }
  }

  /** The pool leaves: children keep what they have, and get no more. */
  void close() {
    isClosed = true;
    open.values().forEach(Listener::close);
    open.clear();
  }
}
