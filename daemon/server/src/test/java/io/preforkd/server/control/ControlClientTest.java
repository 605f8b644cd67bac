package io.preforkd.server.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the client makes of daemons that behave in odd ways. */
@Timeout(60)
class ControlClientTest {
  @TempDir private Path folder;
  private Path socket;
  private ServerSocketChannel daemon;

  @BeforeEach
  void open() throws IOException {
    socket = folder.resolve("s");
    daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    daemon.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    daemon.close();
  }

  private JsonNode ask(Optional<Duration> patience) throws Refusal {
    return ask(new ControlClient(socket, patience));
  }

  private static JsonNode ask(ControlClient client) throws Refusal {
    return client.ask(JsonNodeFactory.instance.objectNode().put("command", "ping"));
  }

  /** Asks a daemon that says this to whoever comes, and closes. */
  private Refusal refused(String said) throws Exception {
    FutureTask<JsonNode> asked = new FutureTask<>(() -> ask(Optional.empty()));
    Thread asker = new Thread(asked, "asker");
    asker.start();
    try (SocketChannel client = daemon.accept()) {
      client.read(ByteBuffer.allocate(1000));
      client.write(ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8)));
    }
    return (Refusal) assertThrows(Exception.class, asked::get).getCause();
  }

  @Test
  void passesOnWhatTheDaemonRefuses() throws Exception {
    Refusal refusal = refused("{\"ok\":false,\"error\":\"no\",\"exit\":65}\n");
    assertEquals(65, refusal.exit());
    assertEquals("no", refusal.getMessage());
  }

  @Test
  void namesADaemonThatGoesWithoutAnAnswer() throws Exception {
    Refusal refusal = refused("");
    assertEquals(69, refusal.exit());
    assertTrue(refusal.getMessage().contains(socket.toString()), refusal.getMessage());
  }

  @Test
  void namesAnAnswerThatIsNone() throws Exception {
    assertEquals(70, refused("hello\n").exit());
  }

  @Test
  void givesUpOnADaemonThatIsSilent() {
    Refusal refusal = assertThrows(Refusal.class, () -> ask(Optional.of(Duration.ofMillis(50))));
    assertEquals(75, refusal.exit());
  }

  @Test
  void tellsADaemonThatHasGoneFromOneThatWasSilentBefore() throws IOException {
    ControlClient client = new ControlClient(socket, Optional.of(Duration.ofMillis(50)));
    assertEquals(75, assertThrows(Refusal.class, () -> ask(client)).exit());
    daemon.close();
    Refusal refusal = assertThrows(Refusal.class, () -> ask(client));
    assertEquals(69, refusal.exit());
    assertTrue(refusal.getMessage().startsWith("no daemon answers at "), refusal.getMessage());
  }

  @Test
  void givesUpOnADaemonWhoseQueueIsFull() throws IOException {
    List<SocketChannel> queued = new ArrayList<>();
    try {
      do {
        queued.add(SocketChannel.open(StandardProtocolFamily.UNIX));
      } while (hasRoom(queued.get(queued.size() - 1)));
      Refusal refusal = assertThrows(Refusal.class, () -> ask(Optional.of(Duration.ofMillis(50))));
      assertEquals(75, refusal.exit());
    } finally {
      for (SocketChannel each : queued) {
        each.close();
      }
    }
  }

  /** Whether it is queued at once; the JDK makes an exception of the kernel's EAGAIN. */
  private boolean hasRoom(SocketChannel client) throws IOException {
    client.configureBlocking(false);
    try {
      return client.connect(UnixDomainSocketAddress.of(socket));
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void namesASocketThatNobodyServes() throws IOException {
    daemon.close();
    Refusal refusal = assertThrows(Refusal.class, () -> ask(Optional.empty()));
    assertEquals(69, refusal.exit());
    assertTrue(refusal.getMessage().contains(socket.toString()), refusal.getMessage());
  }
}
