package io.preforkd.server.listen;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.loop.FdWatch;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.PortGroup;
import io.preforkd.server.sys.TcpSockets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * The sockets of one address where each slot has its own, numbered as the slots. They outlive the
 * children, and belong to all editions of the pool that serve the address; once opened they stay
 * until the last edition has gone, so that nobody who waits on one is reset.
 *
 * <p>New clients come to the slots that any edition accepts in. A socket of a slot in which no
 * edition has a child is watched: whoever comes there all the same, since he was half way through
 * the handshake or the child has died, is told of.
 */
final class SlotSockets {

  /** What one edition wants, and hears. */
  interface Edition {
    /** The slots that new clients are to come to. */
    BitSet wanted();

    /** Whether their children accept. */
    boolean isAccepting();

    /** Whether it has a child in this slot. */
    boolean livesIn(int slot);

    /** A client has come to a slot in which somebody lives. */
    void pending();

    /** Clients wait in a slot in which nobody lives. */
    void stranded(int slot);
  }

  private final List<Integer> fds = new ArrayList<>();
  private final List<AcceptQueue> queues = new ArrayList<>();
  private final List<FdWatch> watches = new ArrayList<>();
  private final List<Edition> editions = new ArrayList<>();
  private BitSet steeredTo = new BitSet();

  /** Takes over sockets of one group, in the order in which they have joined it. */
  static SlotSockets of(List<Integer> fds) throws KernelException {
    SlotSockets sockets = new SlotSockets();
    for (int fd : fds) {
      sockets.add(fd);
    }
    return sockets;
  }

  private void add(int fd) throws KernelException {
    queues.add(AcceptQueue.of(fd));
    fds.add(fd);
  }

  /**
   * Opens as many as are missing; nobody comes to them before {@link #steer}.
   *
   * @throws KernelException if one cannot be opened; those before it stay
   */
  void provideFor(int slots, int backlog) throws KernelException {
    if (steeredTo.isEmpty()) {
      attach(only(0));
    }
    while (fds.size() < slots) {
      int fd = TcpSockets.listenBeside(fds.get(0), backlog);
      try {
        add(fd);
      } catch (KernelException e) {
        Descriptors.close(fd);
        throw e;
      }
    }
  }

  private static BitSet only(int index) {
    BitSet one = new BitSet();
    one.set(index);
    return one;
  }

  List<Integer> fds() {
    return fds;
  }

  int size() {
    return fds.size();
  }

  void join(Edition edition) {
    editions.add(edition);
  }

  /** The last one takes the sockets with it. */
  void leave(Edition edition) {
    editions.remove(edition);
    if (editions.isEmpty()) {
      close();
    } else {
      forget();
    }
  }

  private void forget() {
    watchVacant();
    try {
      steer();
    } catch (KernelException e) {
      // Clients still come to slots of the edition that has left: whoever stays is told of them.
      return;
    }
  }

  private void close() {
    watches.forEach(FdWatch::close);
    queues.forEach(AcceptQueue::close);
    for (int i = fds.size() - 1; i >= 0; i--) {
      Descriptors.close(fds.get(i));
    }
  }

  /** To be called before any watch, and again by each edition. */
  void watchOn(EventLoop loop) {
    while (watches.size() < fds.size()) {
      int slot = watches.size();
      watches.add(loop.watch(fds.get(slot), (readable, hangup) -> fired(slot)));
    }
    watchVacant();
  }

  private void fired(int slot) {
    for (Edition edition : List.copyOf(editions)) {
      if (isVacant(slot)) {
        edition.stranded(slot);
      }
      edition.pending();
    }
  }

  private boolean isVacant(int slot) {
    return editions.stream().noneMatch(edition -> edition.livesIn(slot));
  }

  /** Somebody may have left a slot. */
  void watchVacant() {
    for (int slot = 0; slot < watches.size(); slot++) {
      if (isVacant(slot)) {
        watches.get(slot).armOnce();
      }
    }
  }

  /** Tells each edition once that a client has come, to whatever slot. */
  void watchAll() {
    watches.forEach(FdWatch::armOnce);
  }

  /** What an edition wants has changed. */
  void steer() throws KernelException {
    BitSet slots = wanted(true);
    if (slots.isEmpty()) {
      slots = wanted(false);
    }
    slots.clear(fds.size(), Math.max(fds.size(), slots.length()));
    if (!slots.isEmpty() && !slots.equals(steeredTo)) {
      attach(slots);
    }
  }

  private BitSet wanted(boolean accepting) {
    BitSet all = new BitSet();
    editions.stream()
        .filter(edition -> edition.isAccepting() == accepting)
        .forEach(edition -> all.or(edition.wanted()));
    return all;
  }

  private void attach(BitSet slots) throws KernelException {
    PortGroup.steer(fds.get(0), slots);
    steeredTo = slots;
  }

  /** Slots on whose socket somebody waits, but for those where only other editions live. */
  BitSet awaited(Edition edition) throws KernelException {
    BitSet slots = new BitSet();
    for (int i = 0; i < queues.size(); i++) {
      slots.set(i, waiting(edition, i) > 0);
    }
    return slots;
  }

  /** Those that wait for this slot's child; 0 if only other editions have one. */
  int waiting(Edition edition, int slot) throws KernelException {
    boolean isOurs = slot < queues.size() && (edition.livesIn(slot) || isVacant(slot));
    return isOurs ? queues.get(slot).depth().length() : 0;
  }

  /** Those that were dropped at all of them, which are of TCP. */
  OptionalLong drops() throws KernelException {
    long sum = 0;
    for (AcceptQueue queue : queues) {
      sum += queue.drops().orElseThrow();
    }
    return OptionalLong.of(sum);
  }

  /** All that wait, and how many may where clients come to now. */
  AcceptQueue.Depth depth() throws KernelException {
    int length = 0;
    int limit = 0;
    for (int i = 0; i < queues.size(); i++) {
      AcceptQueue.Depth depth = queues.get(i).depth();
      length += depth.length();
      limit += steeredTo.get(i) ? depth.limit() : 0;
    }
    return new AcceptQueue.Depth(length, limit);
  }
}
