package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PortGroupTest {
  private static final int CLIENTS = 200;

  private final List<Integer> sockets = new ArrayList<>();
  private final List<SocketChannel> clients = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    for (int i = sockets.size() - 1; i >= 0; i--) {
      Descriptors.close(sockets.get(i));
    }
  }

  @Test
  void spreadsClientsOverTheChosenSocketsOnly() throws Exception {
    spreads("127.0.0.1", 1, 2, 4);
  }

  @Test
  void spreadsIpv6ClientsAsWell() throws Exception {
    Ipv6.assumeAvailable();
    spreads("::1", 0, 3);
  }

  private void spreads(String host, int... chosen) throws Exception {
    open(host, 6);
    PortGroup.steer(sockets.get(0), bits(chosen));
    connect(host);
    List<Integer> waiting = waiting();
    assertEquals(CLIENTS, waiting.stream().mapToInt(Integer::intValue).sum());
    int share = CLIENTS / chosen.length;
    for (int i = 0; i < waiting.size(); i++) {
      boolean isChosen = bits(chosen).get(i);
      assertTrue(isChosen ? waiting.get(i) > share / 3 : waiting.get(i) == 0, waiting.toString());
    }
  }

  @Test
  void takesAnyChoiceOfAsManyAsAPoolMayHave() throws Exception {
    open("127.0.0.1", 1);
    BitSet everyOther = new BitSet();
    for (int i = 0; i < 512; i += 2) {
      everyOther.set(i);
    }
    PortGroup.steer(sockets.get(0), everyOther);
    everyOther.set(0, 512);
    PortGroup.steer(sockets.get(0), everyOther);
  }

  @Test
  void keepsAllOthersFromThePort() throws Exception {
    open("127.0.0.1", 2);
    InetSocketAddress taken = address("127.0.0.1");
    for (boolean asFirst : List.of(true, false)) {
      KernelException e =
          assertThrows(
              KernelException.class,
              () -> {
                int unused =
                    asFirst
                        ? TcpSockets.listenFirst(taken, false, 1)
                        : TcpSockets.listen(taken, false, 1);
              });
      assertEquals("EADDRINUSE", e.name());
    }
  }

  private void open(String host, int count) throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getByName(host), 0);
    sockets.add(TcpSockets.listenFirst(anyPort, true, CLIENTS));
    while (sockets.size() < count) {
      sockets.add(TcpSockets.listenBeside(sockets.get(0), CLIENTS));
    }
  }

  private InetSocketAddress address(String host) throws IOException {
    int port = Sockets.localAddress(sockets.get(0)).port();
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  private void connect(String host) throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(SocketChannel.open(address(host)));
    }
  }

  private List<Integer> waiting() throws KernelException {
    List<Integer> lengths = new ArrayList<>();
    for (int socket : sockets) {
      try (AcceptQueue queue = AcceptQueue.of(socket)) {
        lengths.add(queue.depth().length());
      }
    }
    return lengths;
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }
}
