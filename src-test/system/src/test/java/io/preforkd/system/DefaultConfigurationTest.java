package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The configuration that preforkd comes with, its ports moved to free ones. */
class DefaultConfigurationTest {
  @RegisterExtension final Stage stage = new Stage();

  @Test
  void servesHelloAndEchoAndStops() throws IOException {
    Preforkd daemon =
        stage.start(
            Files.readString(Image.root().resolve("config/preforkd.yaml"))
                .replace("127.0.0.1:7880", "127.0.0.1:@HELLO@")
                .replace("127.0.0.1:7807", "127.0.0.1:@ECHO@")
                .replace("127.0.0.1:9783", "127.0.0.1:@ADMIN@"));
    assertEquals("hello", curl("http://127.0.0.1:" + daemon.port("HELLO") + "/any/path"));
    assertEquals("ready", curl("http://127.0.0.1:" + daemon.port("ADMIN") + "/readyz"));
    assertEquals("ok", curl("http://127.0.0.1:" + daemon.port("ADMIN") + "/livez"));
    try (Client overTcp = Client.to(daemon.port("ECHO"));
        Client overUnix = Client.to(daemon.file("echo.sock"))) {
      echoes(overTcp);
      echoes(overUnix);
    }
    daemon.awaitFinished("echo", "served", 2);
    daemon.awaitFinished("hello", "served", 1);
    assertEquals(0, daemon.stop());
    assertFalse(Files.exists(daemon.file("echo.sock")));
    assertEquals(0, daemon.log().count(" (WARN|ERROR) "));
  }

  private static void echoes(Client client) throws IOException {
    client.send("one\n");
    assertEquals("one\n", client.read(4), "an answer before the end");
    String much = "0123456789abcdef".repeat(16_384);
    Thread sender = new Thread(() -> sendAll(client, much));
    sender.start();
    assertEquals(much.length(), client.readAll().length());
  }

  private static void sendAll(Client client, String text) {
    try {
      client.send(text).end();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String curl(String url) throws IOException {
    Finished curl = Finished.run("curl", "-sS", "--fail", "--max-time", "20", url);
    assertEquals(0, curl.exitCode(), curl.output());
    assertTrue(curl.output().length() < 100, curl.output());
    return curl.output().strip();
  }
}
