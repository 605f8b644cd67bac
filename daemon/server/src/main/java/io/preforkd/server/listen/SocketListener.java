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
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * One listening socket that the parent holds for as long as the pool lives; or, in the same place,
 * one for each slot.
 */
public final class SocketListener implements Listener {
  private final int fd;
  private final String name;
  private final LocalAddress address;
  private boolean isInherited;
  private Optional<OwnedSocketFile> file;
  private final AcceptQueue queue;
  private final Optional<SlotSockets> ofSlots;
  private final SlotUser user = new SlotUser();
  private FdWatch watch;
  private boolean isShut;
  private boolean isOfServers;

  private SocketListener(int fd, String name, boolean isInherited, Optional<OwnedSocketFile> file)
      throws KernelException {
    this(fd, name, isInherited, file, Optional.empty());
  }

  private SocketListener(
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
  static SocketListener opened(int fd, String name) throws KernelException {
    return new SocketListener(fd, name, false, Optional.empty());
  }

  /** Takes over the sockets of one address, one for each slot. */
  static SocketListener ofSlots(SlotSockets sockets, String name) throws KernelException {
    int first = sockets.fds().get(0);
    return new SocketListener(first, name, false, Optional.empty(), Optional.of(sockets));
  }

  /** Takes over a descriptor that was bound by us to this path. */
  static SocketListener openedAt(Path path, int fd, String name) throws KernelException {
    return new SocketListener(fd, name, false, Optional.of(OwnedSocketFile.of(path)));
  }

  /**
   * Takes over a descriptor that whoever started us goes on using: it is never shut nor unlinked.
   * It may block as yet, and a child that comes second would wait in accept for the next client.
   */
  static SocketListener inherited(int fd, String name) throws KernelException {
    Descriptors.nonBlocking(fd);
    return new SocketListener(fd, name, true, Optional.empty());
  }

  /** Goes on with a socket of the program that this process was before. */
  public static SocketListener goOnWith(ListenerState state) throws KernelException {
    if (!state.ofSlots().isEmpty()) {
      return ofSlots(SlotSockets.of(state.ofSlots()), state.name());
    }
    Optional<OwnedSocketFile> file = state.file().map(path -> OwnedSocketFile.of(Path.of(path)));
    return new SocketListener(state.fd(), state.name(), state.isInherited(), file);
  }

  @Override
  public ListenerState state() {
    return new ListenerState(
        fd,
        name,
        isInherited,
        file.map(owned -> owned.path().toString()),
        ofSlots.map(SlotSockets::fds).orElse(List.of()));
  }

  @Override
  public SocketListener successor(String newName) throws KernelException {
    if (ofSlots.isPresent()) {
      return ofSlots(ofSlots.get(), newName);
    }
    int duplicate = Descriptors.duplicate(fd);
    try {
      return new SocketListener(duplicate, newName, isInherited, Optional.empty());
    } catch (KernelException e) {
      Descriptors.close(duplicate);
      throw e;
    }
  }

  @Override
  public void takeFileFrom(Listener other) {
    SocketListener before = (SocketListener) other;
    file = before.file;
    before.file = Optional.empty();
  }

  @Override
  public void adjust(ListenSettings settings) throws KernelException {
    for (int each : fds()) {
      Sockets.backlog(each, settings.backlog());
    }
    if (settings.address() instanceof ListenAddress.UnixPath unix) {
      UnixSockets.permit(ListenerOpener.file(unix.path(), settings));
    }
  }

  @Override
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

  @Override
  public boolean isOfSlots() {
    return ofSlots.isPresent();
  }

  @Override
  public int slots() {
    return ofSlots.map(SlotSockets::size).orElse(Integer.MAX_VALUE);
  }

  @Override
  public void provideFor(int slots, int backlog) throws KernelException {
    if (ofSlots.isPresent()) {
      ofSlots.get().provideFor(slots, backlog);
    }
  }

  @Override
  public void letBlock() throws KernelException {
    Descriptors.blocking(fd);
    isOfServers = true;
  }

  @Override
  public boolean canDefer() {
    return address.family() != LocalAddress.Family.UNIX;
  }

  @Override
  public boolean canBeKept() {
    return !isInherited && !isShut && ofSlots.isEmpty();
  }

  @Override
  public long inode() {
    return Sockets.inode(fd);
  }

  @Override
  public void leaveOpen() {
    isInherited = true;
    file = Optional.empty();
  }

  @Override
  public int fd() {
    return fd;
  }

  @Override
  public int fd(int slot) {
    return ofSlots.isPresent() ? ofSlots.get().fds().get(slot) : fd;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String address() {
    return address.family() == LocalAddress.Family.UNIX ? "unix:" + address.text() : address.text();
  }

  @Override
  public void watchOn(EventLoop loop, Runnable whenPending, IntConsumer whenStranded) {
    user.tell(whenPending, whenStranded);
    if (ofSlots.isPresent()) {
      ofSlots.get().watchOn(loop);
    } else {
      watch = loop.watch(fd, (readable, hangup) -> whenPending.run());
    }
  }

  @Override
  public void arm() {
    if (ofSlots.isPresent()) {
      user.watch();
      ofSlots.get().watchAll();
    } else {
      watch.armOnce();
    }
  }

  @Override
  public void lives(int slot, boolean isThere) {
    user.lives(slot, isThere);
    ofSlots.ifPresent(SlotSockets::watchVacant);
  }

  @Override
  public void steer(Set<Integer> slots, boolean accepting) throws KernelException {
    user.wants(slots, accepting);
    if (ofSlots.isPresent()) {
      ofSlots.get().steer();
    }
  }

  @Override
  public int waiting(int slot) throws KernelException {
    return ofSlots.isPresent() ? ofSlots.get().waiting(user, slot) : 0;
  }

  @Override
  public BitSet awaited() throws KernelException {
    return ofSlots.isPresent() ? ofSlots.get().awaited(user) : new BitSet();
  }

  @Override
  public AcceptQueue.Depth depth() throws KernelException {
    return ofSlots.isPresent() ? ofSlots.get().depth() : queue.depth();
  }

  @Override
  public OptionalLong drops() throws KernelException {
    return ofSlots.isPresent() ? ofSlots.get().drops() : queue.drops();
  }

  @Override
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

  @Override
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
