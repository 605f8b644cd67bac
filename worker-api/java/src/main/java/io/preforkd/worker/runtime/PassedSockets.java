package io.preforkd.worker.runtime;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;

/** Connections that the parent has accepted and passes over the back-channel. */
final class PassedSockets {
  private static final Integer SHUT_WR = 1;

  private final InheritedSockets sockets;
  private final DescriptorReceiver receiver;
  private final int channel;
  private final Method configureBlocking;
  private final Method shutdown;

  /**
   * @param channel number of the back-channel
   */
  PassedSockets(InheritedSockets sockets, int channel) throws StartFault {
    this.sockets = sockets;
    this.channel = channel;
    try {
      receiver = Receivers.load();
      configureBlocking =
          InheritedSockets.opened(
              "sun.nio.ch.IOUtil", "configureBlocking", FileDescriptor.class, boolean.class);
      shutdown =
          InheritedSockets.opened("sun.nio.ch.Net", "shutdown", FileDescriptor.class, int.class);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new StartFault(
          StartFault.CONFIG,
          "PREFORKD_PASS is set, but connections cannot be received: "
              + e
              + "; put the jars of preforkd's lib/netty-worker on the class path",
          e);
    }
  }

  /**
   * The connection that comes next.
   *
   * @param listener index of the listener it came through
   * @return null if its descriptor has not come, since this process has none left
   */
  Accepted receive(int listener) throws IOException {
    int number = receiver.receive(channel);
    if (number < 0) {
      return null;
    }
    return new Accepted(sockets.descriptor(number), null, listener, number);
  }

  /** Whoever had it before us may have changed that, and so may its way here. */
  void makeBlocking(Accepted accepted) throws IOException {
    InheritedSockets.call(configureBlocking, accepted.socket(), true);
  }

  /**
   * Lets the client see the end of what was sent, though the parent may have its copy still. A
   * client that is gone already sees nothing, which is no fault.
   */
  void end(Accepted accepted) {
    try {
      if (accepted.isPassed() && accepted.socket().valid()) {
        InheritedSockets.call(shutdown, accepted.socket(), SHUT_WR);
      }
    } catch (IOException e) {
      // ENOTCONN
    }
  }
}
