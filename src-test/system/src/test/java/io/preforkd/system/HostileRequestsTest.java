package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever clients of spamd send: each is told what the protocol has for it, and nobody is hurt.
 */
class HostileRequestsTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int CLIENTS = 8;
  private static final int FEW = 20_000;
  private static final int MANY = 1_000_000;

  /** Of one child, from the first tenth of the requests to the last. */
  private static final long MOST_GROWTH_KIBIBYTES = 16 * 1024;

  @RegisterExtension final Stage stage = new Stage();

  /** What a child has that could leak. */
  private record Size(long pid, List<String> descriptors, long selectors, long kibibytes) {
    static Size of(Child child) {
      Collection<String> open = child.process().descriptors().values();
      String resident = child.process().status("VmRSS").split(" ", -1)[0];
      return new Size(
          child.pid(),
          open.stream().filter(Size::isLasting).map(Size::kind).sorted().toList(),
          open.stream().filter(name -> name.contains("[eventpoll]")).count(),
          Long.parseLong(resident));
    }

    /** A JVM opens jars as it likes, and a selector when a client lets it wait. */
    private static boolean isLasting(String name) {
      return !name.endsWith(".jar") && !name.contains("[event");
    }

    private static String kind(String name) {
      return name.replaceAll("[0-9]+", "");
    }
  }

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
  }

  @ParameterizedTest
  @EnumSource
  void harmNobody(Scanning server) throws Exception {
    withstands(server, FEW);
  }

  @Tag("slow")
  @Tag("once")
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  @ParameterizedTest
  @EnumSource
  void aMillionHarmNobody(Scanning server) throws Exception {
    withstands(server, MANY);
  }

  private void withstands(Scanning server, int requests) throws Exception {
    Preforkd daemon =
        server.start(
            stage,
            "{address: 'unix:@DIR@/s', mode: '0666'}",
            "--allow-tell",
            "--syslog=/dev/null",
            "--daemonize",
            "--noverify-restore");
    attack(daemon.file("s"), SEED, requests / 10);
    List<Size> before = sizes(daemon, requests / 10);
    attack(daemon.file("s"), SEED + CLIENTS, requests - requests / 10);
    assertSame(before, sizes(daemon, requests));
    assertEquals(0, daemon.metrics().finished("web", "lost"));
  }

  private static List<Size> sizes(Preforkd daemon, int requests) {
    daemon.awaitAccepted("web", requests);
    daemon.awaitWorkers("web", "idle", 2);
    return daemon.children("web").stream().map(Size::of).toList();
  }

  /** Nobody has died, no descriptor was left open, and memory does not grow. */
  private static void assertSame(List<Size> before, List<Size> after) {
    for (int slot = 0; slot < before.size(); slot++) {
      Size first = before.get(slot);
      Size last = after.get(slot);
      assertEquals(first.pid, last.pid);
      assertEquals(first.descriptors, last.descriptors);
      assertTrue(last.selectors <= 1, last.selectors + " selectors");
      long growth = last.kibibytes - first.kibibytes;
      assertTrue(growth <= MOST_GROWTH_KIBIBYTES, "grown by " + growth + " KiB");
    }
  }

  private static void attack(Path socket, long seed, int requests) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(seed + i);
        running.add(clients.submit(() -> attack(socket, random, requests / CLIENTS)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + seed, e.getCause());
    } finally {
      clients.shutdownNow();
    }
  }

  private static Void attack(Path socket, Random random, int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      HostileRequest.next(random).sendTo(socket);
    }
    return null;
  }
}
