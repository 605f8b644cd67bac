package io.preforkd.server.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Also an example of how a handler is tested with it. */
class WorkerTestKitTest {

  /** Sends back the first byte that comes. */
  public static final class EchoByte implements Handler {
    @Override
    public void serve(Connection client) throws IOException {
      int first = client.in().read();
      if (first >= 0) {
        client.out().write(first);
      }
    }
  }

  private static JavaPool pool() {
    return JavaPool.of("echo", EchoByte.class).children(2);
  }

  private static void assertServed(WorkerTestKit kit) throws IOException {
    try (Socket client = kit.connect()) {
      assertServed(client);
    }
  }

  private static void assertServed(Socket client) throws IOException {
    client.getOutputStream().write('x');
    assertEquals('x', client.getInputStream().read());
  }

  @Test
  void killsAChildThatServesAndOnlyItsClientIsLost() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool());
        Socket client = kit.connect()) {
      ChildState serving = kit.awaitServing();
      ChildExit exit = kit.kill(serving);
      assertEquals(serving.generation(), exit.generation());
      assertEquals(Optional.of("SIGKILL"), exit.signal());
      assertEquals(1, exit.lost());
      kit.awaitEnd(client);
      assertServed(kit);
      assertThrows(IllegalStateException.class, () -> kit.kill(serving));
    }
  }

  @Test
  void stopsAChildWhileAnotherServesInItsPlace() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool())) {
      ChildState lowest = kit.state().children().get(0);
      kit.stop(lowest);
      assertServed(kit);
      kit.goOn(lowest);
      kit.stop(lowest); // whoever closes the kit need not wait for it
    }
  }

  @Test
  void exhaustsDescriptorsSoThatAnotherServes() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool())) {
      ChildState lowest = kit.state().children().get(0);
      kit.exhaustDescriptors(lowest);
      assertServed(kit);
      assertEquals(
          List.of(1L),
          kit.state().children().stream()
              .filter(child -> child.generation() != lowest.generation() && child.connections() > 0)
              .map(ChildState::connections)
              .toList());
    }
  }

  @Test
  void givesDescriptorsBack() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool())) {
      ChildState lowest = kit.state().children().get(0);
      String before = limits(lowest);
      kit.exhaustDescriptors(lowest);
      assertFalse(before.equals(limits(lowest)));
      kit.giveDescriptors(lowest);
      assertEquals(before, limits(lowest));
      assertThrows(IllegalStateException.class, () -> kit.giveDescriptors(lowest));
      assertServed(kit);
    }
  }

  private static String limits(ChildState child) throws IOException {
    return Files.readString(Path.of("/proc/" + child.pid() + "/limits"));
  }

  @Test
  void drainsAChildThatServesItsClientToTheEnd() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool());
        Socket client = kit.connect()) {
      CompletableFuture<ChildExit> end = kit.drain(kit.awaitServing());
      assertServed(client);
      ChildExit exit = end.get(WorkerTestKit.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertEquals(OptionalInt.of(0), exit.exitCode());
      assertEquals(List.of(1L, 0L), List.of(exit.finished(), exit.lost()));
      assertServed(kit);
    }
  }

  @Test
  void hasASilentClientThatIsLetGo() throws Exception {
    try (WorkerTestKit kit = WorkerTestKit.start(pool().set("first-byte-timeout", "1s"));
        Socket silent = kit.connect()) {
      assertServed(kit);
      kit.awaitEnd(silent);
      kit.awaitIdle();
      assertTrue(kit.state().isReady());
    }
  }
}
