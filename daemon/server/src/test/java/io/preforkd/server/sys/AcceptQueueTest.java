package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class AcceptQueueTest {

  private static final int BACKLOG = 12;

  @Test
  void countsWhoWaitsOnTcp() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int listener = TcpSockets.listen(new InetSocketAddress(loopback, 0), false, BACKLOG);
    countsWhoWaits(
        listener, new InetSocketAddress(loopback, Sockets.localAddress(listener).port()));
  }

  @Test
  void countsWhoWaitsOnAUnixSocket(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("s");
    int listener =
        UnixSockets.listen(new SocketFile(path, SocketFile.KEEP, SocketFile.KEEP, 0600), BACKLOG);
    countsWhoWaits(listener, UnixDomainSocketAddress.of(path));
  }

  private static void countsWhoWaits(int listener, SocketAddress target) throws IOException {
    try (AcceptQueue queue = AcceptQueue.of(listener)) {
      assertEquals(new AcceptQueue.Depth(0, BACKLOG), queue.depth());
      SocketChannel one = SocketChannel.open(target);
      SocketChannel two = SocketChannel.open(target);
      assertEquals(new AcceptQueue.Depth(2, BACKLOG), queue.depth());
      Descriptors.close(RawIo.accept(listener));
      assertEquals(new AcceptQueue.Depth(1, BACKLOG), queue.depth());
      one.close();
      two.close();
      Descriptors.close(listener);
      assertThrows(KernelException.class, queue::depth);
    }
  }
}
