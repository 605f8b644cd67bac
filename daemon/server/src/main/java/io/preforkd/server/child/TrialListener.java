package io.preforkd.server.child;

import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Sockets;
import io.preforkd.server.sys.TcpSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A listener of a trial's own, on a port of the loopback that nobody is told. */
final class TrialListener implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final int fd;

  private TrialListener(int fd) {
    this.fd = fd;
  }

  static TrialListener open() throws KernelException {
    return new TrialListener(TcpSockets.listen(new InetSocketAddress(LOOPBACK, 0), false, 1));
  }

  int fd() {
    return fd;
  }

  /** A client comes and has left, without a byte, before anybody accepts. */
  void comeAndGo() throws IOException {
    new Socket(LOOPBACK, Sockets.localAddress(fd).port()).close();
  }

  @Override
  public void close() {
    Descriptors.close(fd);
  }
}
