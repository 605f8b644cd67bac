package io.preforkd.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.server.embed.ChildExit;
import io.preforkd.server.embed.JavaPool;
import io.preforkd.server.embed.PreforkServer;
import io.preforkd.server.embed.WorkerTestKit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a handler has counted is found where the daemon publishes it. */
class CountingOnRealChildrenTest {
  private static final Duration PATIENCE = WorkerTestKit.PATIENCE;

  @ParameterizedTest
  @CsvSource({"concurrency, 1", "concurrency, 4", "dispatch, shared", "self-accept, 'false'"})
  void countsWhatAllChildrenDoAndForgetsNothingWhenOneDies(String key, String value)
      throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool().children(2).set(key, value))) {
      for (int i = 0; i < 5; i++) {
        assertEquals("four\n", ask(kit.server(), "four\n"));
      }
      assertEquals(25, kit.awaitMetric(25, "demo_sent_bytes", "kind", "line"));
      assertEquals(5, kit.awaitMetric(5, "demo_seconds"));
      assertEquals(1, kit.server().metric("count", "demo_generation", "slot", "0"));
      kit.kill(kit.state().children().get(0));
      kit.awaitIdle();
      assertEquals("six\n", ask(kit.server(), "six\n"));
      assertEquals(29, kit.awaitMetric(29, "demo_sent_bytes"));
      kit.awaitMetric(3, "demo_generation", "slot", "0");
    }
  }

  @Test
  void tellsOfALongConnectionWhileItLasts() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool());
        Socket client = kit.connect()) {
      client.getOutputStream().write("slowly".getBytes(StandardCharsets.US_ASCII));
      assertEquals(6, kit.awaitMetric(6, "demo_sent_bytes"));
      assertEquals(0, kit.server().metric("count", "demo_seconds"));
    }
  }

  @Test
  void tellsWhatItCountsAfterItWasToldToLeave() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool());
        Socket client = kit.connect()) {
      client.getOutputStream().write('x');
      kit.awaitMetric(1, "demo_sent_bytes");
      CompletableFuture<ChildExit> end = kit.drain(kit.awaitServing());
      client.getOutputStream().write("yz\n".getBytes(StandardCharsets.US_ASCII));
      kit.awaitEnd(client);
      assertEquals(1, end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).finished());
      assertEquals(4, kit.awaitMetric(4, "demo_sent_bytes"));
    }
  }

  @Test
  void countsOnThreads() throws Exception {
    try (PreforkServer server = PreforkServer.of(pool().inThreads())) {
      server.start().awaitReady(PATIENCE);
      assertEquals("four\n", ask(server, "four\n"));
      server.awaitIdle(PATIENCE);
      assertEquals(5, server.metric("count", "demo_sent_bytes"));
      assertEquals(1, server.metric("count", "demo_seconds"));
    }
  }

  private static JavaPool pool() {
    return JavaPool.of("count", Counting.class);
  }

  private static String ask(PreforkServer server, String line) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port("count"))) {
      client.setSoTimeout((int) PATIENCE.toMillis());
      client.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
