package io.preforkd.server.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.control.ControlClient;
import io.preforkd.server.sys.FileMask;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.server.testing.OpenDescriptors;
import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import io.preforkd.worker.WorkerContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** With real children, of this program's class path. */
class PreforkServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Says the setting {@code word}, and then sends back the first byte that comes. */
  public static final class Parrot implements Handler {
    private String word = "";

    @Override
    public void start(WorkerContext context) {
      word = context.settings().getOrDefault("word", "?");
    }

    @Override
    public void serve(Connection client) throws IOException {
      client.out().write(word.getBytes(StandardCharsets.UTF_8));
      int first = client.in().read();
      if (first >= 0) {
        client.out().write(first);
      }
    }
  }

  /** Ends its child before it is ready, in a way of which another try is of no use. */
  public static final class Unwilling implements Handler {
    @Override
    public void start(WorkerContext context) {
      Runtime.getRuntime().halt(78);
    }

    @Override
    public void serve(Connection client) {}
  }

  @TempDir private Path directory;

  private static JavaPool parrots(String name) {
    return JavaPool.of(name, Parrot.class).children(2).setting("word", "\"$hi: " + name + "\\");
  }

  private static String greeting(String name) {
    return "\"$hi: " + name + "\\";
  }

  private static Socket client(int port) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout((int) PATIENCE.toMillis());
    return client;
  }

  private static void assertServed(int port, String greeting) throws IOException {
    try (Socket client = client(port)) {
      client.getOutputStream().write('x');
      assertEquals(
          greeting + "x",
          new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static <T> T got(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void runsAPoolOnAFreePortAndLeavesNothingBehind() throws Exception {
    Set<String> before = OpenDescriptors.ours();
    Set<Thread> threadsBefore = threads();
    List<ChildState> children;
    try (PreforkServer server = PreforkServer.of(parrots("web"))) {
      server.start().awaitReady(PATIENCE);
      assertServed(server.port("web"), greeting("web"));
      server.awaitIdle(PATIENCE);
      PoolState state = server.status("web");
      children = state.children();
      assertEquals(2, state.idle());
      assertEquals(
          List.of(1L, 1L, 0L), List.of(state.accepted(), state.finished(), state.failed()));
      assertEquals(List.of(0, 1), children.stream().map(ChildState::slot).toList());
    }
    for (ChildState child : children) {
      assertFalse(Files.exists(Path.of("/proc/" + child.pid())), child.toString());
    }
    Set<String> left = OpenDescriptors.ours();
    left.removeAll(before);
    assertEquals(Set.of(), left);
    Patience.of(PATIENCE)
        .await(() -> threadsBefore.containsAll(threads()), () -> "threads are left: " + threads());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> thread.getName().equals("loop") || thread.getName().equals("reload"))
        .collect(Collectors.toSet());
  }

  @Test
  void runsSeveralServersAtOnce() throws Exception {
    try (PreforkServer one = PreforkServer.of(parrots("a"), parrots("b"))) {
      one.start();
      try (PreforkServer other = PreforkServer.of(parrots("a"))) {
        other.start().awaitReady(PATIENCE);
        assertServed(other.port("a"), greeting("a"));
      }
      one.awaitReady(PATIENCE);
      assertServed(one.port("a"), greeting("a"));
      assertServed(one.port("b"), greeting("b"));
    }
  }

  @Test
  void tellsHowAChildHasEndedAndWhatWasLostWithIt() throws Exception {
    BlockingQueue<ChildExit> heard = new LinkedBlockingQueue<>();
    try (PreforkServer server = PreforkServer.of(parrots("web"))) {
      server.onChildExit(heard::add);
      server.start().awaitIdle(PATIENCE);
      CompletableFuture<ChildExit> next = server.nextExit("web");
      try (Socket client = client(server.port("web"))) {
        assertEquals('"', client.getInputStream().read()); // so it is served
        ChildState child = serving(server);
        CompletableFuture<ChildExit> end = server.exitOf(child);
        assertTrue(got(server.toChild(child, pid -> Processes.kill(pid, Signo.KILL))));
        ChildExit exit = got(end);
        assertEquals(exit, got(next));
        assertEquals(exit, heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(child.slot(), exit.slot());
        assertEquals(child.generation(), exit.generation());
        assertEquals(child.pid(), exit.pid());
        assertEquals("signal", exit.cause());
        assertEquals(Optional.of("SIGKILL"), exit.signal());
        assertEquals(OptionalInt.empty(), exit.exitCode());
        assertEquals(List.of(1L, 1L), List.of(exit.accepted(), exit.lost()));
        assertThrows(IllegalStateException.class, () -> server.exitOf(child));
      }
    }
  }

  /** The lowest one, unless it was too slow for the time that it has. */
  private static ChildState serving(PreforkServer server) {
    return server.status("web").children().stream()
        .filter(child -> child.connections() > 0)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsOfTheEndByAStopAndOfNoneAfterIt() throws Exception {
    PreforkServer server = PreforkServer.of(parrots("web"));
    server.start().awaitReady(PATIENCE);
    CompletableFuture<ChildExit> first = server.nextExit("web");
    server.close();
    assertEquals(OptionalInt.of(0), got(first).exitCode());
    assertThrows(IllegalStateException.class, () -> server.nextExit("web"));
    server.close();
  }

  @Test
  void scalesRecyclesAndReloadsFromAnotherText() throws Exception {
    try (PreforkServer server = PreforkServer.ofText(text("2", "one"))) {
      server.start().awaitReady(PATIENCE);
      int port = server.port("web");
      assertEquals("pool web: min, max, start, max-spare", got(server.reload(text("3", "one"))));
      server.awaitIdle(PATIENCE);
      assertTrue(got(server.reload(text("3", "two"))).startsWith("pool web: new edition"));
      assertEquals(port, server.port("web"));
      assertServed(port, "two");
      server.scale("web", 1);
      CompletableFuture<ChildExit> end = server.nextExit("web");
      server.recycle("web");
      assertEquals(OptionalInt.of(0), got(end).exitCode());
      server.scaleByLoad("web");
    }
  }

  private static String text(String max, String word) {
    return """
        admin: off
        control: off
        pools:
          - name: web
            listen: 127.0.0.1:0
            mode: static
            max: %s
            worker: {java: %s, settings: {word: %s}}
        """
        .formatted(max, Parrot.class.getName().replace("$", "$$"), word);
  }

  @Test
  void keepsTheOldTextIfTheNewOneIsWrong() throws Exception {
    try (PreforkServer server = PreforkServer.ofText(text("1", "one"))) {
      server.start().awaitReady(PATIENCE);
      assertRefused(server.reload(text("none", "two")), "(text):7:10: pools[0].max");
      assertServed(server.port("web"), "one");
      assertEquals("nothing has changed", got(server.reload()));
    }
  }

  @Test
  void readsTheLastGoodTextOfSeveralThatComeAtOnce() throws Exception {
    try (PreforkServer server = PreforkServer.ofText(text("1", "one"))) {
      server.start().awaitReady(PATIENCE);
      CompletableFuture<String> good = server.reload(text("1", "two"));
      CompletableFuture<String> bad = server.reload(text("none", "three"));
      CompletableFuture<String> again = server.reload();
      assertTrue(got(good).startsWith("pool web: new edition"));
      assertRefused(bad, "(text):7:10: pools[0].max");
      assertEquals("nothing has changed", got(again));
      assertServed(server.port("web"), "two");
    }
  }

  @Test
  void readsAFileWithItsIncludes() throws Exception {
    Files.writeString(
        directory.resolve("pools.yaml"),
        text("1", "file").substring("admin: off\ncontrol: off\n".length()));
    Path main =
        Files.writeString(
            directory.resolve("main.yaml"), "admin: off\ncontrol: off\ninclude: pools.yaml\n");
    try (PreforkServer server = PreforkServer.of(main)) {
      server.start().awaitReady(PATIENCE);
      assertServed(server.port("web"), "file");
      assertThrows(IllegalStateException.class, () -> server.reload("pools: []"));
      assertEquals("nothing has changed", got(server.reload()));
    }
  }

  @Test
  void aStopByTheControlSocketEndsItsConnections() throws Exception {
    Path socket = directory.resolve("control.sock");
    Set<String> before = OpenDescriptors.ours();
    String config = text("1", "one").replace("control: off", "control: unix:" + socket);
    try (PreforkServer server = PreforkServer.ofText(config);
        SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.start().awaitReady(PATIENCE);
      silent.connect(UnixDomainSocketAddress.of(socket));
      JsonNode stopped =
          new ControlClient(socket, Optional.of(PATIENCE))
              .ask(JsonNodeFactory.instance.objectNode().put("command", "stop"));
      assertEquals(0, stopped.path("exit").asInt());
      assertEquals(-1, silent.read(ByteBuffer.allocate(1)));
    }
    Set<String> left = OpenDescriptors.ours();
    left.removeAll(before);
    assertEquals(Set.of(), left);
  }

  @Test
  void leavesTheUmaskOfTheProgramAndGivesChildrenTheirs() throws Exception {
    int before = FileMask.current();
    FileMask.set(0027);
    try (PreforkServer server = PreforkServer.of(parrots("web"))) {
      server.start().awaitReady(PATIENCE);
      assertEquals(0027, FileMask.current());
      int pid = server.status("web").children().get(0).pid();
      assertTrue(Files.readString(Path.of("/proc/" + pid + "/status")).contains("Umask:\t0077"));
    } finally {
      FileMask.set(before);
    }
  }

  @Test
  void refusesAConfigurationWithAllItsFaults() {
    PreforkServer wrong =
        PreforkServer.ofText("pools:\n  - {name: web, listen: '127.0.0.1:0'}\nadmim: off\n");
    String faults = assertThrows(IllegalArgumentException.class, wrong::start).getMessage();
    assertTrue(faults.contains("(text):2:5: pools[0].worker: "), faults);
    assertTrue(faults.contains("(text):3:1: admim: "), faults);
  }

  @Test
  void refusesToChangeTheUserOfTheProgram() {
    PreforkServer server = PreforkServer.ofText("user: root\n" + text("1", "one"));
    String fault = assertThrows(IllegalArgumentException.class, server::start).getMessage();
    assertTrue(fault.contains("would change the whole program's user"), fault);
  }

  @Test
  void refusesATemplateAtTheStartAndByAReload() throws Exception {
    String template = text("1", "one").replaceAll("worker: .*", "worker: {template: [perl]}");
    PreforkServer refused = PreforkServer.ofText(template);
    String fault = assertThrows(IllegalArgumentException.class, refused::start).getMessage();
    assertTrue(fault.contains("(text):8:13: pools[0].worker: a template would"), fault);
    try (PreforkServer server = PreforkServer.ofText(text("1", "one"))) {
      server.start().awaitReady(PATIENCE);
      assertRefused(server.reload(template), "pools[0].worker: a template would");
      assertServed(server.port("web"), "one");
    }
  }

  private static void assertRefused(CompletableFuture<String> reload, String why) {
    Throwable failure = assertThrows(ExecutionException.class, () -> got(reload)).getCause();
    assertEquals(IllegalArgumentException.class, failure.getClass());
    assertTrue(failure.getMessage().contains(why), failure.getMessage());
  }

  @Test
  void saysHowThePoolIsThatDoesNotBecomeReadyAndEndsAlone() throws Exception {
    try (PreforkServer server = PreforkServer.of(JavaPool.of("web", Parrot.class).children(1))) {
      TimeoutException late =
          assertThrows(
              TimeoutException.class, () -> server.start().awaitReady(Duration.ofMillis(0)));
      assertTrue(late.getMessage().contains("pool web: ready=false"), late.getMessage());
    }
    try (PreforkServer server = PreforkServer.of(JavaPool.of("web", Unwilling.class).children(1))) {
      server.start();
      assertThrows(IllegalStateException.class, () -> server.awaitReady(PATIENCE));
    }
  }

  @Test
  void refusesWhatCannotBe() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> JavaPool.of("web", Local.class));
    try (PreforkServer server = PreforkServer.of(parrots("web"))) {
      assertThrows(IllegalStateException.class, () -> server.status("web"));
      server.start();
      assertThrows(IllegalStateException.class, server::start);
      assertThrows(IllegalArgumentException.class, () -> server.status("wep"));
      assertThrows(IllegalArgumentException.class, () -> server.scale("web", 99));
      assertThrows(IllegalArgumentException.class, () -> server.awaitReady(Duration.ofMillis(-1)));
      server.stopAtOnce();
    }
  }

  /** No child could make one, as it is not public. */
  private static final class Local implements Handler {
    @Override
    public void serve(Connection client) {}
  }
}
