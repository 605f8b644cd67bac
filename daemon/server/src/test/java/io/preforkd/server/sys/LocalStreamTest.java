package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalStreamTest {
  private static final int SOON = 10;
  private static final int LONG = 20_000;

  @TempDir private Path folder;
  private int listener;
  private SocketChannel client;
  private LocalStream server;

  @BeforeEach
  void connect() throws Exception {
    Path path = folder.resolve("s");
    SocketFile file = new SocketFile(path, SocketFile.KEEP, SocketFile.KEEP, 0600);
    listener = UnixSockets.listen(file, 8);
    client = SocketChannel.open(UnixDomainSocketAddress.of(path));
    server = LocalStream.accept(listener).orElseThrow();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
    Descriptors.close(listener);
  }

  @Test
  void knowsWhoIsAtTheOtherEnd() throws Exception {
    PeerIds peer = server.peer();
    assertEquals(ProcessHandle.current().pid(), peer.pid());
    assertEquals(Privileges.uid(), peer.uid());
    assertTrue(peer.isIn(peer.gid()));
    assertFalse(peer.isIn(-2));
  }

  @Test
  void readsWhatComesAndTheEnd() throws Exception {
    byte[] into = new byte[100];
    assertEquals(-1, server.read(into, SOON));
    client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(5, server.read(into, LONG));
    assertEquals("hello", new String(into, 0, 5, StandardCharsets.US_ASCII));
    client.shutdownOutput();
    assertEquals(0, server.read(into, LONG));
    assertFalse(server.isClosedByPeer(), "it may still be written to");
    client.close();
    assertTrue(server.isClosedByPeer());
  }

  @Test
  void writesMoreThanOneChunk() throws Exception {
    byte[] much = "0123456789".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    assertTrue(server.write(much, LONG));
    ByteBuffer all = ByteBuffer.allocate(much.length);
    while (all.hasRemaining()) {
      client.read(all);
    }
    assertEquals(ByteBuffer.wrap(much), all.flip());
  }

  @Test
  void givesUpOnAClientThatDoesNotRead() throws Exception {
    assertFalse(server.write(new byte[8 << 20], SOON));
  }

  @Test
  void noticesThatTheClientHasGone() throws Exception {
    client.close();
    assertFalse(server.write(new byte[10], LONG));
    assertEquals(0, server.read(new byte[10], LONG));
  }

  @Test
  void doesNothingToWhoeverHasItsNumberNext() throws Exception {
    server.close();
    try (SocketChannel other = SocketChannel.open(client.getRemoteAddress());
        LocalStream next = LocalStream.accept(listener).orElseThrow()) {
      server.end();
      server.close();
      assertTrue(next.write(new byte[10], LONG));
      assertEquals(10, other.read(ByteBuffer.allocate(100)));
    }
  }

  @Test
  void acceptsNobodyOnceItIsEnded() throws Exception {
    FutureTask<Optional<LocalStream>> waiting =
        new FutureTask<>(() -> LocalStream.accept(listener));
    new Thread(waiting, "acceptor").start();
    LocalStream.end(listener);
    assertTrue(waiting.get(LONG, TimeUnit.MILLISECONDS).isEmpty());
  }
}
