package io.preforkd.worker.runtime;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The inherited listening sockets, in the order of their numbers. Not thread-safe. */
final class Listeners {
  private final InheritedSockets sockets;
  private final FileDescriptor[] listeners;
  private int last;

  Listeners(InheritedSockets sockets, int count) throws IOException {
    this.sockets = sockets;
    this.listeners = new FileDescriptor[count];
    for (int i = 0; i < count; i++) {
      listeners[i] = sockets.descriptor(Inheritance.FIRST_LISTENER + i);
    }
  }

  /** Whether there is a listener of that index. */
  boolean has(int index) {
    return index < listeners.length;
  }

  /**
   * Something to wait in for a client at any of them, or for the parent. Null if it cannot be had,
   * as for want of a descriptor: then the clients wait for the parent to come back.
   */
  Arrivals arrivalsIfAny() {
    try {
      return new Arrivals(sockets, listeners.length);
    } catch (IOException e) {
      System.err.println(
          "preforkd worker: cannot accept without orders, and goes on with them: "
              + e.getMessage());
      return null;
    }
  }

  /** Accepts from one listener; null if nobody waits there. */
  Accepted accept(int index) throws AcceptFailure {
    last = index;
    FileDescriptor socket = new FileDescriptor();
    InetSocketAddress[] peer = new InetSocketAddress[1];
    try {
      return sockets.accept(listeners[index], socket, peer)
          ? new Accepted(socket, peer[0], index, Accepted.NOT_PASSED)
          : null;
    } catch (IOException e) {
      return ignoringShutDown(new AcceptFailure(e));
    }
  }

  /** Accepts from any listener, beginning after the one used last, so that none starves. */
  Accepted acceptAny() throws AcceptFailure {
    int first = last + 1;
    for (int i = 0; i < listeners.length; i++) {
      Accepted accepted = accept((first + i) % listeners.length);
      if (accepted != null) {
        return accepted;
      }
    }
    return null;
  }

  /** Gives the sockets up; the port is free once every other holder has done so too. */
  void close() {
    for (FileDescriptor listener : listeners) {
      try {
        new FileInputStream(listener).close();
      } catch (IOException e) {
        System.err.println("preforkd worker: closing a listener: " + e.getMessage());
      }
    }
  }

  private static Accepted ignoringShutDown(AcceptFailure failure) throws AcceptFailure {
    if (failure.meansShutDown()) {
      return null;
    }
    throw failure;
  }
}
