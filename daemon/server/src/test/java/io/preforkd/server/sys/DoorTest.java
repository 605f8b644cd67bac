package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DoorTest {

  private static final int CLIENTS = 20;

  @Test
  void servesEveryIpv4ClientThatWaitedAndNoneThatCameLater() throws Exception {
    servesWhoWaitedOn("127.0.0.1");
  }

  @Test
  void servesEveryIpv6ClientThatWaitedAndNoneThatCameLater() throws Exception {
    Ipv6.assumeAvailable();
    servesWhoWaitedOn("::1");
  }

  private static void servesWhoWaitedOn(String host) throws Exception {
    InetAddress address = InetAddress.getByName(host);
    int listener = TcpSockets.listen(new InetSocketAddress(address, 0), true, 64);
    SocketAddress target = new InetSocketAddress(address, Sockets.localAddress(listener).port());
    List<SocketChannel> waiting = connect(target);
    Door.shut(listener);
    assertThrows(SocketTimeoutException.class, () -> connectWithin300Millis(target));
    serveAndHear(listener, waiting);
    assertThrows(ConnectException.class, () -> connectWithin300Millis(target), "closed by now");
  }

  @Test
  void servesEveryUnixClientThatWaitedAndRefusesLaterOnes(@TempDir Path directory)
      throws Exception {
    Path path = directory.resolve("s");
    int listener =
        UnixSockets.listen(new SocketFile(path, SocketFile.KEEP, SocketFile.KEEP, 0600), 64);
    SocketAddress target = UnixDomainSocketAddress.of(path);
    List<SocketChannel> waiting = connect(target);
    Door.shut(listener);
    assertThrows(ConnectException.class, () -> SocketChannel.open(target).close());
    serveAndHear(listener, waiting);
  }

  private static void connectWithin300Millis(SocketAddress target) throws IOException {
    try (Socket late = new Socket()) {
      late.connect(target, 300);
    }
  }

  private static List<SocketChannel> connect(SocketAddress target) throws IOException {
    List<SocketChannel> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(SocketChannel.open(target));
    }
    return clients;
  }

  /**
   * Empties the queue, closes the listener, and only then answers: a reset by the close would show.
   */
  private static void serveAndHear(int listener, List<SocketChannel> waiting) throws IOException {
    List<Integer> accepted = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      accepted.add(RawIo.accept(listener));
    }
    try (AcceptQueue queue = AcceptQueue.of(listener)) {
      assertEquals(0, queue.depth().length());
    }
    Descriptors.close(listener);
    for (int connection : accepted) {
      RawIo.write(connection, "hello");
      Descriptors.close(connection);
    }
    for (SocketChannel client : waiting) {
      assertEquals("hello", readAll(client));
    }
  }

  private static String readAll(SocketChannel client) throws IOException {
    try (client) {
      ByteBuffer bytes = ByteBuffer.allocate(64);
      while (client.read(bytes) >= 0) {
        assertFalse(bytes.position() > 5, "more than was sent");
      }
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
  }
}
