package io.preforkd.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.embed.ChildExit;
import io.preforkd.server.embed.ChildState;
import io.preforkd.server.embed.JavaPool;
import io.preforkd.server.embed.WorkerTestKit;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the author of a handler tests it on real children, with the faults that production has. */
class HelloOnRealChildrenTest {
  private static final JavaPool TWO = JavaPool.of("hello", Hello.class).children(2);

  @Test
  void losesTheClientOfAChildThatCrashesAndNoOther() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(TWO);
        Socket unlucky = kit.connect()) {
      say(unlucky, "GET / HTT");
      ChildExit exit = kit.kill(kit.awaitServing());
      assertEquals(1, exit.lost());
      kit.awaitEnd(unlucky);
      assertAnswered(kit);
    }
  }

  @Test
  void finishesARequestAfterItWasToldToLeave() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(TWO);
        Socket client = kit.connect()) {
      say(client, "GET / HTT");
      ChildState serving = kit.awaitServing();
      CompletableFuture<ChildExit> end = kit.drain(serving);
      say(client, "P/1.1\r\n\r\n");
      assertAnswered(client);
      ChildExit exit = end.get(WorkerTestKit.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertEquals(1, exit.finished());
      assertAnswered(kit);
    }
  }

  @Test
  void leavesClientsToOthersWhileItHangsOrHasNoDescriptors() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(TWO)) {
      ChildState lowest = kit.state().children().get(0);
      kit.stop(lowest);
      assertAnswered(kit);
      kit.goOn(lowest);
      kit.exhaustDescriptors(lowest);
      assertAnswered(kit);
    }
  }

  @Test
  void letsSilentClientsGo() throws Exception {
    JavaPool impatient = JavaPool.of("hello", Hello.class).set("first-byte-timeout", "1s");
    try (WorkerTestKit kit = WorkerTestKit.start(impatient);
        Socket silent = kit.connect()) {
      kit.awaitEnd(silent);
      assertAnswered(kit);
    }
  }

  private static void assertAnswered(WorkerTestKit kit) throws IOException {
    try (Socket client = kit.connect()) {
      say(client, "GET / HTTP/1.1\r\n\r\n");
      assertAnswered(client);
    }
  }

  private static void assertAnswered(Socket client) throws IOException {
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
