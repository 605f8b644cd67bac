package io.preforkd.server.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.testing.CaughtLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelOpenerTest {
  @TempDir private Path directory;

  private static ListenSettings at(ListenAddress address) {
    return new ListenSettings("x", address, 7, false, Optional.empty(), Optional.empty(), 0640);
  }

  private ListenSettings file() {
    return at(new ListenAddress.UnixPath(directory.resolve("s")));
  }

  private static ChannelListener open(ListenSettings settings) throws IOException {
    return (ChannelListener) ChannelOpener.open(List.of(settings)).get(0);
  }

  private static int port(Listener listener) {
    String address = listener.address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @Test
  void tellsWhetherSomebodyWaitsAndTakesHimInBeforeItIsShut() throws IOException {
    try (ChannelListener listener = open(at(new ListenAddress.Tcp("127.0.0.1", 0)))) {
      assertEquals(0, listener.waiting());
      assertNull(listener.accept());
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(listener))) {
        assertTrue(client.isConnected());
        awaitClient(listener);
        assertEquals(7, listener.depth().limit());
        listener.shut();
        assertEquals(1, listener.waiting());
        assertNotNull(listener.accept());
        assertEquals(0, listener.waiting());
        assertNull(listener.accept());
      }
    }
  }

  /** A connection is there for its client before the kernel shows it here. */
  private static void awaitClient(ChannelListener listener) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (listener.waiting() == 0) {
      assertTrue(System.nanoTime() < deadline, "nobody waits");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aNameOfWhichThisMachineHasNothingIsRefused() throws IOException {
    InetAddress one = InetAddress.getByName("2001:db8::1");
    InetAddress two = InetAddress.getByName("2001:db8::2");
    ListenAddress.Tcp name = new ListenAddress.Tcp("elsewhere", 80);
    BindException refusal =
        assertThrows(BindException.class, () -> ChannelOpener.addresses(name, one, two));
    assertTrue(refusal.getMessage().startsWith("bind elsewhere:80: "), refusal.getMessage());
  }

  @Test
  void whatIsShutLeavesTheFileOfItsSuccessorAlone() throws IOException {
    ChannelListener first = open(file());
    first.shut();
    try (ChannelListener second = open(file())) {
      first.close();
      assertTrue(Files.exists(directory.resolve("s")), second.address());
    }
  }

  @Test
  void whoWaitsAtAFileIsTakenInAsWell() throws IOException {
    try (ChannelListener listener = open(file());
        SocketChannel client =
            SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
      listener.shut();
      assertFalse(Files.exists(directory.resolve("s")));
      assertEquals(1, listener.waiting(), client.toString());
      listener.accept().close();
    }
  }

  @Test
  void whereTheQueueIsFullSomebodyListens() throws IOException {
    UnixDomainSocketAddress file = UnixDomainSocketAddress.of(directory.resolve("s"));
    List<SocketChannel> clients = new ArrayList<>();
    try (ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      full.bind(file, 1);
      assertThrows(SocketException.class, () -> crowd(file, clients), full.toString());
      BindException refusal = assertThrows(BindException.class, () -> open(file()));
      assertTrue(
          refusal.getMessage().contains("cannot tell whether another process listens there"),
          refusal.getMessage());
      assertTrue(Files.exists(file.getPath()));
    } finally {
      clients.forEach(ChannelFile::closeQuietly);
    }
  }

  /** Until the queue takes no more. */
  private static void crowd(UnixDomainSocketAddress file, List<SocketChannel> clients)
      throws IOException {
    boolean isIn = true;
    while (isIn) {
      SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
      clients.add(client);
      client.configureBlocking(false);
      isIn = client.connect(file);
    }
  }

  @Test
  void aModeThatCannotBeSetIsAFailure() throws IOException {
    try (ChannelListener listener = open(file())) {
      Files.delete(directory.resolve("s"));
      UncheckedIOException failure =
          assertThrows(UncheckedIOException.class, () -> listener.adjust(file()));
      assertTrue(
          failure.getMessage().startsWith(listener.address() + ": its mode cannot be changed: "),
          failure.getMessage());
    }
  }

  @Test
  void theBacklogStaysAndTheLogSaysSo() throws Exception {
    try (CaughtLog log = new CaughtLog();
        ChannelListener listener = open(file())) {
      listener.adjust(
          new ListenSettings(
              "x", file().address(), 9, false, Optional.empty(), Optional.empty(), 0640));
      assertTrue(log.await("the backlog stays 7").contains("restart for 9"));
    }
  }

  @Test
  void theFileHasTheModeAndGoesWithTheLastOfThoseWhoShareTheSocket() throws IOException {
    Path file = directory.resolve("s");
    ChannelListener first = open(file());
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Listener second = first.successor("y");
    first.close();
    SocketChannel.open(UnixDomainSocketAddress.of(file)).close();
    assertEquals("unix:" + file, second.address());
    second.close();
    assertFalse(Files.exists(file));
  }

  @Test
  void replacesASocketAtWhichNobodyListens() throws IOException {
    Path file = directory.resolve("s");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(file))
        .close();
    assertTrue(Files.exists(file));
    open(file()).close();
  }

  @Test
  void refusesWhatIsThere() throws IOException {
    try (ChannelListener there = open(file())) {
      BindException refusal = assertThrows(BindException.class, () -> open(file()));
      assertTrue(refusal.getMessage().contains("another process listens there"), there.address());
    }
    Files.createFile(directory.resolve("s"));
    BindException refusal = assertThrows(BindException.class, () -> open(file()));
    assertTrue(refusal.getMessage().contains("not a socket"), refusal.getMessage());
    assertTrue(Files.exists(directory.resolve("s")));
  }

  @Test
  void opensAllOrNone() throws IOException {
    ListenSettings any = at(new ListenAddress.Tcp("127.0.0.1", 0));
    try (ChannelListener there = open(any)) {
      ListenSettings same = at(new ListenAddress.Tcp("127.0.0.1", port(there)));
      BindException refusal =
          assertThrows(BindException.class, () -> ChannelOpener.open(List.of(file(), same)));
      assertTrue(refusal.getMessage().startsWith("bind "), refusal.getMessage());
      assertFalse(Files.exists(directory.resolve("s")));
    }
  }
}
