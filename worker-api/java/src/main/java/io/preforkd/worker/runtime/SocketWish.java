package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.SocketRequest;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.locks.LockSupport;

/** A request for a listening socket that a thread has made, and waits for. */
final class SocketWish {
  private final SocketRequest request;
  private final Thread thread = Thread.currentThread();
  private ServerSocketChannel socket;
  private String refusal;

  /** Written after the two above. */
  private volatile boolean isAnswered;

  SocketWish(SocketRequest request) {
    this.request = request;
  }

  SocketRequest request() {
    return request;
  }

  ProtocolFamily family() {
    if (request.isUnix()) {
      return StandardProtocolFamily.UNIX;
    }
    return request.address().contains(":") || request.address().equals("*")
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  void grant(ServerSocketChannel granted) {
    socket = granted;
    answered();
  }

  void refuse(String why) {
    refusal = why;
    answered();
  }

  boolean isAnswered() {
    return isAnswered;
  }

  /** Waits so long at most; an interrupt shortens the wait and is kept. */
  boolean isAnsweredWithin(long nanos) {
    if (!isAnswered) {
      LockSupport.parkNanos(this, nanos);
    }
    return isAnswered;
  }

  /** What was answered. */
  ServerSocketChannel socket() throws IOException {
    if (socket == null) {
      throw new IOException(refusal);
    }
    return socket;
  }

  private void answered() {
    isAnswered = true;
    LockSupport.unpark(thread);
  }
}
