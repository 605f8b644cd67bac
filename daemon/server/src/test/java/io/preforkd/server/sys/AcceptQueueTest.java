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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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

  @Test
  void countsWhomTheKernelDrops() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int listener = TcpSockets.listen(new InetSocketAddress(loopback, 0), false, 1);
    SocketAddress target = new InetSocketAddress(loopback, Sockets.localAddress(listener).port());
    List<SocketChannel> clients = new ArrayList<>();
    try (AcceptQueue queue = AcceptQueue.of(listener)) {
      assertEquals(OptionalLong.of(0), queue.drops());
      while (queue.drops().getAsLong() == 0) {
        clients.add(knock(target));
      }
      assertEquals(2, queue.depth().length());
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
      Descriptors.close(listener);
    }
  }

  /** Does not wait for an answer, which nobody gets whose SYN was dropped. */
  private static SocketChannel knock(SocketAddress target) throws IOException {
    SocketChannel client = SocketChannel.open();
    client.configureBlocking(false);
    client.connect(target);
    return client;
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
