package io.preforkd.server.listen;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.loop.FdWatch;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.Door;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.LocalAddress;
import io.preforkd.server.sys.Sockets;
import io.preforkd.server.sys.TcpSockets;
import io.preforkd.server.sys.UnixSockets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * One listening socket that the parent holds for as long as the pool lives; or, in the same place,
 * one for each slot.
 */
public final class Listener implements AutoCloseable {
  private final int fd;
  private final String name;
  private final LocalAddress address;
  private final boolean isInherited;
  private Optional<OwnedSocketFile> file;
  private final AcceptQueue queue;
  private final Optional<SlotSockets> ofSlots;
  private final SlotUser user = new SlotUser();
  private FdWatch watch;
  private boolean isShut;
  private boolean isOfServers;

  private Listener(int fd, String name, boolean isInherited, Optional<OwnedSocketFile> file)
      throws KernelException {
    this(fd, name, isInherited, file, Optional.empty());
  }

  private Listener(
      int fd,
      String name,
      boolean isInherited,
      Optional<OwnedSocketFile> file,
      Optional<SlotSockets> ofSlots)
      throws KernelException {
    this.fd = fd;
    this.name = name;
    this.isInherited = isInherited;
    this.file = file;
    this.address = Sockets.localAddress(fd);
    this.queue = AcceptQueue.of(fd);
    this.ofSlots = ofSlots;
    ofSlots.ifPresent(sockets -> sockets.join(user));
  }

  /** Takes over a descriptor that was opened by us. */
  static Listener opened(int fd, String name) throws KernelException {
    return new Listener(fd, name, false, Optional.empty());
  }

  /** Takes over the sockets of one address, one for each slot. */
  static Listener ofSlots(SlotSockets sockets, String name) throws KernelException {
    int first = sockets.fds().get(0);
    return new Listener(first, name, false, Optional.empty(), Optional.of(sockets));
  }

  /** Takes over a descriptor that was bound by us to this path. */
  static Listener openedAt(Path path, int fd, String name) throws KernelException {
    return new Listener(fd, name, false, Optional.of(OwnedSocketFile.of(path)));
  }

  /**
   * Takes over a descriptor that whoever started us goes on using: it is never shut nor unlinked.
   * It may block as yet, and a child that comes second would wait in accept for the next client.
   */
  static Listener inherited(int fd, String name) throws KernelException {
    Descriptors.nonBlocking(fd);
    return new Listener(fd, name, true, Optional.empty());
  }

  /** Goes on with a socket of the program that this process was before. */
  public static Listener goOnWith(ListenerState state) throws KernelException {
    if (!state.ofSlots().isEmpty()) {
      return ofSlots(SlotSockets.of(state.ofSlots()), state.name());
    }
    Optional<OwnedSocketFile> file = state.file().map(path -> OwnedSocketFile.of(Path.of(path)));
    return new Listener(state.fd(), state.name(), state.isInherited(), file);
  }

  /** As another program can go on with it. */
  public ListenerState state() {
    return new ListenerState(
        fd,
        name,
        isInherited,
        file.map(owned -> owned.path().toString()),
        ofSlots.map(SlotSockets::fds).orElse(List.of()));
  }

  /**
   * The same socket once more, under another name and with a watch of its own. Its file stays this
   * one's until {@link #takeFileFrom}.
   */
  public Listener successor(String newName) throws KernelException {
    if (ofSlots.isPresent()) {
      return ofSlots(ofSlots.get(), newName);
    }
    int duplicate = Descriptors.duplicate(fd);
    try {
      return new Listener(duplicate, newName, isInherited, Optional.empty());
    } catch (KernelException e) {
      Descriptors.close(duplicate);
      throw e;
    }
  }

  /** From now on the socket's file is removed with this one, and not with the other. */
  public void takeFileFrom(Listener other) {
    file = other.file;
    other.file = Optional.empty();
  }

  /**
   * Changes what can be changed of a socket that is in use: how many may wait, and who may connect.
   */
  public void adjust(ListenSettings settings) throws KernelException {
    for (int each : fds()) {
      Sockets.backlog(each, settings.backlog());
    }
    if (settings.address() instanceof ListenAddress.UnixPath unix) {
      UnixSockets.permit(ListenerOpener.file(unix.path(), settings));
    }
  }

  /**
   * Lets clients that say nothing wait in the kernel, where they hold nobody.
   *
   * @param limit how long, which {@link TcpSockets#deferAccept} rounds up; zero: not at all.
   *     Without effect on AF_UNIX
   */
  public void deferSilent(Duration limit) throws KernelException {
    if (canDefer()) {
      for (int each : fds()) {
        TcpSockets.deferAccept(each, (int) limit.plusMillis(999).toSeconds());
      }
    }
  }

  private List<Integer> fds() {
    return ofSlots.map(SlotSockets::fds).orElse(List.of(fd));
  }

  /** Whether each slot has a socket of its own. */
  public boolean isOfSlots() {
    return ofSlots.isPresent();
  }

  /** For how many slots there is a socket. */
  public int slots() {
    return ofSlots.map(SlotSockets::size).orElse(Integer.MAX_VALUE);
  }

  /**
   * Sees to it that so many slots have their sockets, if each has its own.
   *
   * @param backlog of those that are opened
   */
  public void provideFor(int slots, int backlog) throws KernelException {
    if (ofSlots.isPresent()) {
      ofSlots.get().provideFor(slots, backlog);
    }
  }

  /** Has accept(2) wait where nobody has come, in every process that has the socket. */
  public void letBlock() throws KernelException {
    Descriptors.blocking(fd);
    isOfServers = true;
  }

  /** Whether {@link #deferSilent} has an effect. */
  public boolean canDefer() {
    return address.family() != LocalAddress.Family.UNIX;
  }

  public int fd() {
    return fd;
  }

  /** The socket that the child of this slot gets. */
  public int fd(int slot) {
    return ofSlots.isPresent() ? ofSlots.get().fds().get(slot) : fd;
  }

  /** The name that children see in LISTEN_FDNAMES. */
  public String name() {
    return name;
  }

  /** Where it listens, as people write it: {@code 127.0.0.1:80}, {@code unix:/run/x.sock}. */
  public String address() {
    return address.family() == LocalAddress.Family.UNIX ? "unix:" + address.text() : address.text();
  }

  /**
   * Tells {@code whenPending}, on the loop's thread, once for each {@link #arm}.
   *
   * @param whenStranded told of slots on whose own socket clients wait and in which nobody lives
   */
  public void watchOn(EventLoop loop, Runnable whenPending, IntConsumer whenStranded) {
    user.tell(whenPending, whenStranded);
    if (ofSlots.isPresent()) {
      ofSlots.get().watchOn(loop);
    } else {
      watch = loop.watch(fd, (readable, hangup) -> whenPending.run());
    }
  }

  /** Watches for one connection: at once if one waits already. */
  public void arm() {
    if (ofSlots.isPresent()) {
      user.watch();
      ofSlots.get().watchAll();
    } else {
      watch.armOnce();
    }
  }

  /** A child is about to live in this slot, or does so no more. */
  public void lives(int slot, boolean isThere) {
    user.lives(slot, isThere);
    ofSlots.ifPresent(SlotSockets::watchVacant);
  }

  /**
   * Has new clients come to the sockets of these slots, beside those of other editions.
   *
   * @param accepting whether children accept there; else others whose children do come first
   */
  public void steer(Set<Integer> slots, boolean accepting) throws KernelException {
    user.wants(slots, accepting);
    if (ofSlots.isPresent()) {
      ofSlots.get().steer();
    }
  }

  /** The connections that wait on this slot's own socket, if no other edition lives there. */
  public int waiting(int slot) throws KernelException {
    return ofSlots.isPresent() ? ofSlots.get().waiting(user, slot) : 0;
  }

  /** Slots on whose own socket somebody waits, be there a child of this edition or of none. */
  public BitSet awaited() throws KernelException {
    return ofSlots.isPresent() ? ofSlots.get().awaited(user) : new BitSet();
  }

  /** The connections that wait, and how many may. */
  public AcceptQueue.Depth depth() throws KernelException {
    return ofSlots.isPresent() ? ofSlots.get().depth() : queue.depth();
  }

  /**
   * Lets nobody in any more; those that wait stay. An inherited one cannot be shut: those that wait
   * are left to whoever serves it next.
   */
  public void shut() throws KernelException {
    if (!isInherited) {
      shutOurs();
    }
    isShut = true;
  }

  /**
   * On a UNIX socket that is shut down accept(2) fails, which a server may take for its end;
   * without the file nobody finds it any more.
   */
  private void shutOurs() throws KernelException {
    if (isOfServers && address.family() == LocalAddress.Family.UNIX) {
      file.ifPresent(OwnedSocketFile::remove);
    } else {
      for (int each : fds()) {
        Door.shut(each);
      }
    }
  }

  /** The connections that wait for us. */
  public int waiting() throws KernelException {
    return isShut && isInherited ? 0 : depth().length();
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    queue.close();
    // While the socket lives the number of its file is not given to another, which could then be
    // taken for ours.
    file.ifPresent(OwnedSocketFile::remove);
    ofSlots.ifPresentOrElse(sockets -> sockets.leave(user), () -> Descriptors.close(fd));
  }
}
