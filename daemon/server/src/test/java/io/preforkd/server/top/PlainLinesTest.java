package io.preforkd.server.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.preforkd.server.control.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What it makes of daemons that do not always answer. */
@Timeout(60)
class PlainLinesTest {
  private static final String STATUS =
      "{\"ok\":true,\"daemon\":{\"uptime\":60},\"pools\":[{\"name\":\"web\",\"ready\":true}]}\n";
  private static final String WHY = "{\"ok\":true,\"decisions\":[]}\n";

  /** As a daemon does that ends. */
  private static final String NOTHING = "";

  @TempDir private Path folder;
  private final StringWriter printed = new StringWriter();
  private ServerSocketChannel daemon;

  @BeforeEach
  void open() throws IOException {
    daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    daemon.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
  }

  @AfterEach
  void close() throws IOException {
    daemon.close();
  }

  /** Prints once, and has the daemon say these, one after the other. */
  private FutureTask<Void> once(List<String> answers) throws IOException {
    PlainLines lines =
        new PlainLines(folder.resolve("s"), Duration.ofMillis(1), new PrintWriter(printed));
    FutureTask<Void> asked =
        new FutureTask<>(
            () -> {
              lines.print(true);
              return null;
            });
    new Thread(asked, "asker").start();
    for (String answer : answers) {
      try (SocketChannel client = daemon.accept()) {
        client.read(ByteBuffer.allocate(1000));
        client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return asked;
  }

  @Test
  void onceIsUntilALineWasPrinted() throws Exception {
    once(List.of(STATUS, WHY, NOTHING, NOTHING, STATUS, WHY)).get();
    assertEquals(1, printed.toString().lines().count(), printed.toString());
  }

  @Test
  void onceFailsIfTheDaemonHasGone() throws Exception {
    FutureTask<Void> asked = once(List.of(STATUS, WHY, NOTHING, NOTHING, NOTHING));
    assertEquals(Refusal.class, assertThrows(Exception.class, asked::get).getCause().getClass());
    assertEquals("", printed.toString());
  }
}
