package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListenFdsTest {

  private static final long PID = 4242;
  private static final String MINE = Long.toString(PID);

  private int listener;

  @BeforeEach
  void listen() throws Exception {
    listener =
        TcpSockets.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, 1);
  }

  @AfterEach
  void closeListener() {
    Descriptors.close(listener);
  }

  @Test
  void takesOverWhatIsMeantForUs() throws Exception {
    int port = Sockets.localAddress(listener).port();
    List<ListenFds.Inherited> taken =
        ListenFds.take(
            Map.of("LISTEN_PID", MINE, "LISTEN_FDS", "1", "LISTEN_FDNAMES", "web"), PID, listener);
    assertFalse(Sockets.isListeningStream(listener), "moved");
    listener = taken.get(0).fd();
    assertEquals(List.of(new ListenFds.Inherited("web", listener)), taken);
    assertEquals(port, Sockets.localAddress(listener).port());
    assertEquals(1, Libc.CALLS.fcntl(listener, 1, 0), "F_GETFD");
  }

  @Test
  void goesWithoutNames() throws Exception {
    listener =
        ListenFds.take(Map.of("LISTEN_PID", MINE, "LISTEN_FDS", "1"), PID, listener).get(0).fd();
    assertTrue(Sockets.isListeningStream(listener));
  }

  @Test
  void leavesAloneWhatIsMeantForAnotherProcess() throws Exception {
    assertEquals(
        List.of(), ListenFds.take(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1"), PID, listener));
    assertEquals(List.of(), ListenFds.take(Map.of()));
    assertTrue(Sockets.isListeningStream(listener));
  }

  @Test
  void namesACountThatIsNoNumber() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ListenFds.take(Map.of("LISTEN_PID", MINE, "LISTEN_FDS", "x"), PID, listener));
    assertEquals("LISTEN_PID is set, but LISTEN_FDS is x; it must be a number", e.getMessage());
  }

  @Test
  void countsTheNames() {
    Map<String, String> environment =
        Map.of("LISTEN_PID", MINE, "LISTEN_FDS", "1", "LISTEN_FDNAMES", "a:b");
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> ListenFds.take(environment, PID, listener));
    assertEquals("LISTEN_FDNAMES is a:b: 2 names for 1 descriptors", e.getMessage());
  }

  @Test
  void namesADescriptorThatDoesNotListen() throws Exception {
    try (Descriptors.Pair pipe = Descriptors.pipe()) {
      Map<String, String> environment =
          Map.of("LISTEN_PID", MINE, "LISTEN_FDS", "1", "LISTEN_FDNAMES", "web");
      Exception e =
          assertThrows(
              IllegalArgumentException.class, () -> ListenFds.take(environment, PID, pipe.first()));
      assertTrue(
          e.getMessage().startsWith("descriptor " + pipe.first() + " (web), inherited"),
          e.getMessage());
    }
  }
}
