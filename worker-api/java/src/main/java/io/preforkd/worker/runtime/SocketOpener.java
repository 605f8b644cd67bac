package io.preforkd.worker.runtime;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.ProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** Makes the JDK's own channel of a listening socket that comes over the back-channel. */
final class SocketOpener {
  private final DescriptorReceiver receiver;
  private final Constructor<?> channelType;

  /**
   * Loads what it needs.
   *
   * @throws ReflectiveOperationException if something is not on the class path, or not in this JDK
   * @throws LinkageError if it does not fit this JVM or machine
   */
  SocketOpener() throws ReflectiveOperationException {
    receiver = Receivers.load();
    channelType =
        Class.forName("sun.nio.ch.ServerSocketChannelImpl")
            .getDeclaredConstructor(
                SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
    channelType.setAccessible(true);
  }

  /**
   * Receives the socket.
   *
   * @return null if its descriptor has not come, since this process has none left
   */
  ServerSocketChannel receive(BackChannel channel, ProtocolFamily family) throws IOException {
    FileDescriptor descriptor = channel.descriptorBehind(receiver);
    return descriptor == null ? null : open(family, descriptor);
  }

  private ServerSocketChannel open(ProtocolFamily family, FileDescriptor bound) throws IOException {
    try {
      return (ServerSocketChannel)
          channelType.newInstance(SelectorProvider.provider(), family, bound, true);
    } catch (InvocationTargetException e) {
      throw InheritedSockets.rethrown(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
