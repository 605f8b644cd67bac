package io.preforkd.server.listen;

import io.preforkd.server.loop.ChannelWatch;
import io.preforkd.server.loop.EventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * A listening channel of the JDK, shared by the editions of a pool that listen there. It is watched
 * on the loop and accepts on any thread.
 */
final class ChannelSocket {
  private final ServerSocketChannel channel;
  private final String address;
  private final int backlog;
  private final Optional<OwnedSocketFile> file;
  private final Selector probe;
  private final Set<ChannelListener> users = new CopyOnWriteArraySet<>();

  /** Those who came before the channel was closed. */
  private final Queue<SocketChannel> taken = new ConcurrentLinkedQueue<>();

  private ChannelWatch watch;
  private boolean hasLeftFile;

  private ChannelSocket(
      ServerSocketChannel channel, String address, int backlog, Optional<OwnedSocketFile> file)
      throws IOException {
    this.channel = channel;
    this.address = address;
    this.backlog = backlog;
    this.file = file;
    channel.configureBlocking(false);
    this.probe = Selector.open();
    channel.register(probe, SelectionKey.OP_ACCEPT);
  }

  /** Listens on a TCP address. */
  static ChannelSocket at(InetSocketAddress address, int backlog) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      bind(channel, address, backlog);
      return new ChannelSocket(
          channel, text((InetSocketAddress) channel.getLocalAddress()), backlog, Optional.empty());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Listens at a path, which nobody listens at any more if a socket is there. */
  static ChannelSocket at(Path path, int backlog, int mode) throws IOException {
    ChannelFile.removeStale(path);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      bind(channel, UnixDomainSocketAddress.of(path), backlog);
      ChannelFile.permit(path, mode);
      return new ChannelSocket(
          channel, "unix:" + path, backlog, Optional.of(OwnedSocketFile.of(path)));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The JDK does not say which address is in use. */
  private static void bind(ServerSocketChannel channel, SocketAddress address, int backlog)
      throws IOException {
    try {
      channel.bind(address, backlog);
    } catch (SocketException e) {
      throw new BindException("bind " + address + ": " + e.getMessage());
    }
  }

  private static String text(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String text = host.getHostAddress();
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + address.getPort();
  }

  String address() {
    return address;
  }

  int backlog() {
    return backlog;
  }

  void join(ChannelListener user) {
    users.add(user);
  }

  void watchOn(EventLoop loop) {
    if (watch == null && channel.isOpen()) {
      watch = loop.watch(channel, this::pending);
    }
  }

  void arm() {
    if (watch != null) {
      watch.armOnce();
    }
  }

  private void pending() {
    users.forEach(ChannelListener::pending);
  }

  /** Whoever comes next, or was taken before; null if nobody is there. Any thread. */
  SocketChannel accept() throws IOException {
    SocketChannel first = taken.poll();
    return first != null ? first : acceptNew();
  }

  private SocketChannel acceptNew() throws IOException {
    try {
      return channel.accept();
    } catch (ClosedChannelException e) {
      return taken.poll(); // it was closed this moment, and whoever was there has been taken
    }
  }

  /** Waits for a client on a thread that may; null once it is closed. */
  SocketChannel await() throws IOException {
    try {
      SocketChannel next = accept();
      while (next == null && channel.isOpen()) {
        int ignored = probe.select();
        probe.selectedKeys().clear();
        next = accept();
      }
      return next;
    } catch (ClosedSelectorException e) {
      return null;
    }
  }

  /**
   * Whether somebody waits: how many, the JDK does not tell, but for those that were taken.
   *
   * @return at least 1 if so
   */
  int waiting() {
    return taken.isEmpty() ? inKernel() : taken.size();
  }

  private int inKernel() {
    if (!channel.isOpen()) {
      return 0;
    }
    try {
      int found = probe.selectNow();
      probe.selectedKeys().clear();
      return found;
    } catch (IOException e) {
      return 0; // the next client or the next look tells
    }
  }

  /**
   * Closes the channel, which resets whoever is in its queue: those are taken before. A client that
   * comes between the last of them and the close is reset, over TCP; a file is gone by then.
   */
  void shut() throws IOException {
    if (channel.isOpen()) {
      leaveFile();
      try {
        for (SocketChannel next = channel.accept(); next != null; next = channel.accept()) {
          taken.add(next);
        }
      } finally {
        release();
      }
    }
  }

  /** This one does without it; the last closes it. */
  void leave(ChannelListener user) {
    users.remove(user);
    if (users.isEmpty()) {
      release();
      taken.forEach(ChannelFile::closeQuietly);
      taken.clear();
    }
  }

  private synchronized void release() {
    leaveFile();
    if (watch != null) {
      watch.close();
      watch = null;
    }
    ChannelFile.closeQuietly(channel);
    ChannelFile.closeQuietly(probe);
  }

  /** Once: later the path may be a successor's, whose file may have the number that ours had. */
  private synchronized void leaveFile() {
    if (!hasLeftFile) {
      hasLeftFile = true;
      file.ifPresent(OwnedSocketFile::remove);
    }
  }

  /** Changes who may connect, where a file stands for the socket. */
  void permit(int mode) throws IOException {
    if (file.isPresent()) {
      ChannelFile.permit(file.get().path(), mode);
    }
  }
}
