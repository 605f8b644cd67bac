package io.preforkd.worker.runtime;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;

/**
 * Families, addresses and channels of accepted sockets, out of the JDK's own classes. Apart from
 * {@link InheritedSockets} so that a worker that asks for none of them does not pay for loading
 * them.
 */
final class SocketNames {
  /** How the JDK numbers the families in {@code sun.nio.ch.InheritedChannel}. */
  private static final int AF_UNIX = 3;

  private static final int AF_INET6 = 2;

  private static final Method NUMBER;
  private static final Method FAMILY;
  private static final Method UNIX_PEER;
  private static final Method REMOTE;
  private static final Constructor<?> CHANNEL;

  static {
    try {
      NUMBER = InheritedSockets.opened("sun.nio.ch.IOUtil", "fdVal", FileDescriptor.class);
      FAMILY = InheritedSockets.opened("sun.nio.ch.InheritedChannel", "addressFamily", int.class);
      UNIX_PEER =
          InheritedSockets.opened("sun.nio.ch.InheritedChannel", "unixPeerAddress0", int.class);
      REMOTE = InheritedSockets.opened("sun.nio.ch.Net", "remoteAddress", FileDescriptor.class);
      CHANNEL =
          Class.forName("sun.nio.ch.SocketChannelImpl")
              .getDeclaredConstructor(
                  SelectorProvider.class,
                  ProtocolFamily.class,
                  FileDescriptor.class,
                  SocketAddress.class);
      CHANNEL.setAccessible(true);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private SocketNames() {}

  /** The client's address; the empty path for an unnamed AF_UNIX client. */
  static SocketAddress peer(Accepted accepted) throws IOException {
    if (family(accepted) != StandardProtocolFamily.UNIX) {
      return accepted.isPassed() ? remote(accepted) : accepted.peer();
    }
    byte[] path = (byte[]) InheritedSockets.call(UNIX_PEER, number(accepted));
    return UnixDomainSocketAddress.of(path == null ? "" : new String(path, StandardCharsets.UTF_8));
  }

  /**
   * A channel that shares the connection's descriptor, and owns it from now on. It has no remote
   * address if the connection was passed, and its client has reset it already.
   */
  static SocketChannel channel(Accepted accepted) throws IOException {
    try {
      return (SocketChannel)
          CHANNEL.newInstance(
              SelectorProvider.provider(), family(accepted), accepted.socket(), anyPeer(accepted));
    } catch (InvocationTargetException e) {
      throw new IOException("cannot make a channel of the connection", e.getCause());
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SocketAddress anyPeer(Accepted accepted) throws IOException {
    try {
      return peer(accepted);
    } catch (ConnectException e) {
      return null; // ENOTCONN
    }
  }

  private static SocketAddress remote(Accepted accepted) throws IOException {
    return (SocketAddress) InheritedSockets.call(REMOTE, accepted.socket());
  }

  private static StandardProtocolFamily family(Accepted accepted) throws IOException {
    return switch ((Integer) InheritedSockets.call(FAMILY, number(accepted))) {
      case AF_UNIX -> StandardProtocolFamily.UNIX;
      case AF_INET6 -> StandardProtocolFamily.INET6;
      default -> StandardProtocolFamily.INET;
    };
  }

  private static Integer number(Accepted accepted) throws IOException {
    return (Integer) InheritedSockets.call(NUMBER, accepted.socket());
  }
}
