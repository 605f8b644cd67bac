package io.preforkd.server.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.worker.BadSettingsException;
import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import io.preforkd.worker.WorkerContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Pools whose children are threads of this program. */
class ThreadPoolTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than any answer takes on a machine that is busy with something else. */
  private static final String LIMIT = "3s";

  private static volatile CountDownLatch hangs = new CountDownLatch(1);
  private static volatile CountDownLatch stubborn = new CountDownLatch(1);

  /** Does not like its settings. */
  public static final class Choosy implements Handler {
    @Override
    public void start(WorkerContext context) throws BadSettingsException {
      throw new BadSettingsException("settings: word is missing", null);
    }

    @Override
    public void serve(Connection client) {}
  }

  /** Starts until it is interrupted. */
  public static final class Slow implements Handler {
    static final CountDownLatch STARTS = new CountDownLatch(1);

    @Override
    public void start(WorkerContext context) throws InterruptedException {
      STARTS.countDown();
      new CountDownLatch(1).await();
    }

    @Override
    public void serve(Connection client) {}
  }

  /** Does what the first byte asks for; answers what comes behind it otherwise. */
  public static final class Actor implements Handler {
    private String word = "";

    @Override
    public void start(WorkerContext context) {
      word = context.settings().getOrDefault("word", "");
      context.idleEvery(1);
    }

    @Override
    public void serve(Connection client) throws Exception {
      switch (client.in().read()) {
        case 'x' -> throw new IllegalStateException("asked to");
        case 'e' -> throw new StackOverflowError("asked to");
        case 'h' -> hang();
        case 'p' ->
            client.out().write(client.remoteAddress().toString().getBytes(StandardCharsets.UTF_8));
        default ->
            client.out().write((word + (char) client.in().read()).getBytes(StandardCharsets.UTF_8));
      }
    }

    /** Whoever interrupts it is not heard. */
    private static void hang() {
      CountDownLatch end = stubborn;
      hangs.countDown();
      while (end.getCount() > 0) {
        LockSupport.parkNanos(1_000_000);
        boolean ignored = Thread.interrupted();
      }
    }
  }

  private static JavaPool pool() {
    return JavaPool.of("web", Actor.class).inThreads().setting("word", "hi ");
  }

  private static PreforkServer started(JavaPool pool) throws Exception {
    PreforkServer server = PreforkServer.of(pool).start();
    server.awaitReady(PATIENCE);
    return server;
  }

  private static Socket client(PreforkServer server) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port("web"));
    client.setSoTimeout((int) PATIENCE.toMillis());
    return client;
  }

  private static String answer(Socket client, String words) throws IOException {
    client.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String ask(PreforkServer server, String words) throws IOException {
    try (Socket client = client(server)) {
      return answer(client, words);
    }
  }

  private static ChildExit got(CompletableFuture<ChildExit> exit) throws Exception {
    return exit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void servesAndCountsAndLeavesNoThread() throws Exception {
    try (PreforkServer server = started(pool().children(2))) {
      assertEquals("hi !", ask(server, " !"));
      assertTrue(ask(server, "p").startsWith("/127.0.0.1:"));
      server.awaitIdle(PATIENCE);
      PoolState state = server.status("web");
      assertEquals(
          List.of(2L, 2L, 0L), List.of(state.accepted(), state.finished(), state.failed()));
      assertEquals(
          List.of(ProcessHandle.current().pid(), ProcessHandle.current().pid()),
          state.children().stream().map(child -> (long) child.pid()).toList());
    }
    await(() -> ofWorkers().isEmpty(), () -> "left: " + ofWorkers());
  }

  private static List<String> ofWorkers() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("preforkd web/"))
        .toList();
  }

  private static void await(BooleanSupplier condition, Supplier<String> otherwise)
      throws Exception {
    Patience.of(PATIENCE).await(condition, otherwise);
  }

  @Test
  void growsWhileConnectionsAreHeld() throws Exception {
    try (PreforkServer server = started(pool().set("max", "6").set("start", "1"))) {
      List<Socket> held = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        held.add(client(server));
      }
      for (Socket each : held) {
        each.getOutputStream().write(' ');
      }
      for (Socket each : held) {
        assertEquals("hi !", answer(each, "!"));
        each.close();
      }
      assertEquals(6, server.status("web").accepted());
    }
  }

  @Test
  void anExceptionCostsTheConnectionAndAnErrorTheThread() throws Exception {
    try (PreforkServer server = started(pool().children(1))) {
      assertEquals("", ask(server, "x"));
      server.awaitIdle(PATIENCE);
      assertEquals(1, server.status("web").failed());
      CompletableFuture<ChildExit> next = server.nextExit("web");
      assertEquals("", ask(server, "e"));
      assertEquals("error", got(next).cause());
      assertEquals(OptionalInt.of(70), got(next).exitCode());
      assertEquals("hi !", ask(server, " !"));
    }
  }

  @Test
  void aConnectionOverItsLimitIsClosedAndItsThreadReplaced() throws Exception {
    JavaPool pool = pool().children(1).set("connection-timeout", LIMIT);
    try (PreforkServer server = started(pool)) {
      CompletableFuture<ChildExit> next = server.nextExit("web");
      try (Socket silent = client(server)) {
        silent.getOutputStream().write(' ');
        assertEquals(-1, silent.getInputStream().read());
      }
      assertEquals("connection_timeout", got(next).cause());
      assertEquals(1, got(next).lost());
      assertEquals("hi !", ask(server, " !"));
    }
  }

  @Test
  void aThreadThatCannotBeInterruptedKeepsItsSlotAndTheOthersServe() throws Exception {
    hangs = new CountDownLatch(1);
    stubborn = new CountDownLatch(1);
    JavaPool pool = pool().children(2).set("connection-timeout", LIMIT).set("kill-after", "100ms");
    try (PreforkServer server = started(pool)) {
      CompletableFuture<ChildExit> next = server.nextExit("web");
      assertEquals("", ask(server, "h"));
      assertEquals(0, hangs.getCount());
      assertEquals("hi !", ask(server, " !"));
      await(() -> server.status("web").idle() == 1, () -> server.status("web").inWords());
      assertFalse(next.isDone());
      stubborn.countDown();
      assertEquals("connection_timeout", got(next).cause());
      await(() -> server.status("web").idle() == 2, () -> server.status("web").inWords());
    } finally {
      stubborn.countDown();
    }
  }

  @Test
  void badSettingsGiveThePoolUp() throws Exception {
    try (PreforkServer server =
        PreforkServer.of(JavaPool.of("web", Choosy.class).inThreads().children(1))) {
      CompletableFuture<ChildExit> exit = new CompletableFuture<>();
      server.onChildExit(exit::complete);
      assertThrows(IllegalStateException.class, () -> server.start().awaitReady(PATIENCE));
      assertEquals(OptionalInt.of(78), got(exit).exitCode());
    }
  }

  @Test
  void aStartThatIsNoLongerWantedEndsAtOnce() throws Exception {
    PreforkServer server =
        PreforkServer.of(JavaPool.of("web", Slow.class).inThreads().children(1)).start();
    CompletableFuture<ChildExit> exit = server.nextExit("web");
    assertTrue(Slow.STARTS.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    server.close();
    assertEquals(OptionalInt.of(0), got(exit).exitCode());
  }

  @Test
  void whoIsServedAndWhoWaitsIsServedBeforeTheEnd() throws Exception {
    PreforkServer server = started(pool().children(1));
    Socket held = client(server);
    held.getOutputStream().write(' ');
    Socket waits = client(server);
    waits.getOutputStream().write(" 2".getBytes(StandardCharsets.UTF_8));
    await(() -> server.status("web").accepted() == 1, () -> server.status("web").inWords());
    CompletableFuture<Void> end = CompletableFuture.runAsync(server::close);
    assertEquals("hi 1", answer(held, "1"));
    assertEquals("hi 2", answer(waits, ""));
    end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    held.close();
    waits.close();
  }

  @Test
  void aReloadBringsANewEditionOnTheSamePort() throws Exception {
    String text =
        "admin: off\ncontrol: off\npools:\n  - name: web\n    listen: 127.0.0.1:0\n    worker: {thread: "
            + Actor.class.getName().replace("$", "$$")
            + ", settings: {word: ONE}}\n";
    try (PreforkServer server = PreforkServer.ofText(text).start()) {
      server.awaitReady(PATIENCE);
      int port = server.port("web");
      assertEquals("ONE!", ask(server, " !"));
      String done =
          server.reload(text.replace("ONE", "TWO")).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertEquals("pool web: new edition (worker)", done);
      assertEquals(port, server.port("web"));
      assertEquals("TWO!", ask(server, " !"));
    }
  }

  @Test
  void theTestKitWouldKillTheTestItself() {
    assertThrows(IllegalArgumentException.class, () -> WorkerTestKit.start(pool()));
  }

  @Test
  void anAddressInUseIsRefused() throws Exception {
    try (PreforkServer server = started(pool())) {
      PreforkServer second = PreforkServer.of(pool().listen("127.0.0.1:" + server.port("web")));
      Exception refusal = assertThrows(Exception.class, second::start);
      assertTrue(refusal.getMessage().contains("Address already in use"), refusal.getMessage());
    }
  }
}
