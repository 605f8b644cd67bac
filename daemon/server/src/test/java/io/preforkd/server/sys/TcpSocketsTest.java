package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpSocketsTest {

  @Test
  void tellsThePortThatTheKernelChose() throws Exception {
    int listener = TcpSockets.listen(address("127.0.0.1", 0), false, 1);
    LocalAddress local = Sockets.localAddress(listener);
    assertEquals(
        new LocalAddress(LocalAddress.Family.IPV4, "127.0.0.1:" + local.port(), local.port()),
        local);
    connect("127.0.0.1", local.port());
    Descriptors.close(listener);
  }

  @Test
  void makesDescriptorsThatAChildsCannotCollideWithAndNobodyInherits() throws Exception {
    int listener = TcpSockets.listen(address("127.0.0.1", 0), false, 1);
    assertTrue(listener >= Descriptors.FLOOR);
    assertEquals(1, Libc.CALLS.fcntl(listener, 1, 0), "F_GETFD");
    assertEquals(0x800, Libc.CALLS.fcntl(listener, 3, 0) & 0x800, "O_NONBLOCK");
    Descriptors.closeOnExec(listener, false);
    assertEquals(0, Libc.CALLS.fcntl(listener, 1, 0), "F_GETFD");
    Descriptors.close(listener);
  }

  @Test
  void writesIpv6AddressesInBrackets() throws Exception {
    Ipv6.assumeAvailable();
    int listener = TcpSockets.listen(address("::1", 0), true, 1);
    LocalAddress local = Sockets.localAddress(listener);
    assertEquals(LocalAddress.Family.IPV6, local.family());
    assertEquals("[0:0:0:0:0:0:0:1]:" + local.port(), local.text());
    Descriptors.close(listener);
  }

  @Test
  void keepsIpv4ClientsOutOfAnIpv6OnlySocket() throws Exception {
    Ipv6.assumeAvailable();
    int only = TcpSockets.listen(address("::", 0), true, 1);
    int port = Sockets.localAddress(only).port();
    connect("::1", port);
    assertThrows(ConnectException.class, () -> connect("127.0.0.1", port));
    Descriptors.close(only);
  }

  @Test
  void takesIpv4ClientsOnADualSocket() throws Exception {
    Ipv6.assumeAvailable();
    int both = TcpSockets.listen(address("::", 0), false, 1);
    connect("127.0.0.1", Sockets.localAddress(both).port());
    Descriptors.close(both);
  }

  @Test
  void refusesAPortThatIsInUse() throws Exception {
    int first = TcpSockets.listen(address("127.0.0.1", 0), false, 1);
    int port = Sockets.localAddress(first).port();
    KernelException e =
        assertThrows(
            KernelException.class, () -> TcpSockets.listen(address("127.0.0.1", port), false, 1));
    assertEquals(
        "bind 127.0.0.1:" + port + ": Address already in use (EADDRINUSE)", e.getMessage());
    assertFalse(e.isPermission());
    Descriptors.close(first);
  }

  @Test
  void namesAnAddressThatIsNotOurs() {
    KernelException e =
        assertThrows(
            KernelException.class, () -> TcpSockets.listen(address("192.0.2.1", 0), false, 1));
    assertEquals("EADDRNOTAVAIL", e.name());
  }

  @Test
  void tellsListenersFromOtherDescriptors() throws Exception {
    int listener = TcpSockets.listen(address("127.0.0.1", 0), false, 1);
    assertTrue(Sockets.isListeningStream(listener));
    try (Descriptors.Pair pair = Descriptors.socketPair();
        Descriptors.Pair pipe = Descriptors.pipe()) {
      assertFalse(Sockets.isListeningStream(pair.first()));
      assertFalse(Sockets.isListeningStream(pipe.first()));
    }
    Descriptors.close(listener);
    assertFalse(Sockets.isListeningStream(listener));
  }

  @Test
  void knowsTheSystemsCapOnBacklogs() {
    assertTrue(Sockets.somaxconn() > 0);
  }

  private static InetSocketAddress address(String host, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  private static void connect(String host, int port) throws IOException {
    SocketChannel.open(address(host, port)).close();
  }
}
