package io.preforkd.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import io.preforkd.worker.Metrics;
import io.preforkd.worker.WorkerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * What the Java runtime promises beyond the protocol: faults, exit codes, the connection's parts.
 */
class JavaChildTest {

  @Test
  void echoesUntilTheClientLeaves() throws Exception {
    Conformance.assertPasses("echo", Program.javaWorker(Echo.class.getName()));
  }

  @Test
  void anExceptionCostsTheConnectionOnly() throws Exception {
    Outcome outcome = pass("exception", Throwing.class);
    says(outcome, "pool=conformance slot=1 gen=7 connection failed");
    says(outcome, "java.io.IOException: as the test wants");
    says(outcome, "at io.preforkd.example.JavaChildTest$Throwing.serve");
  }

  @Test
  void anErrorCostsTheChild() throws Exception {
    says(pass("error", Dying.class), "java.lang.AssertionError: as the test wants");
  }

  @Test
  void aFaultOfTheRuntimeCostsTheChildAfterAStop() throws Exception {
    Outcome outcome = pass("ends-over-a-fault", Unprintable.class);
    says(outcome, "preforkd worker: ends over an error: java.lang.IllegalStateException: no text");
    says(outcome, "at io.preforkd.worker.runtime.Main.main");
    says(outcome, "stop was called");
  }

  @Test
  void aFailedStopExitsWith70() throws Exception {
    says(
        pass("stop-fails", FailingStop.class),
        "preforkd worker: ends over an error: java.lang.IllegalStateException: as the test wants");
  }

  @Test
  void aFailedStartExitsWith70() throws Exception {
    says(
        pass("start-fails", FailingStart.class),
        "preforkd worker: pool=conformance slot=1 gen=7 start of "
            + FailingStart.class.getName()
            + " failed");
  }

  @Test
  void aMissingClassExitsWith78() throws Exception {
    says(
        Conformance.assertPasses("config-fault", Program.javaWorker("com.example.Missing")),
        "preforkd worker: handler class com.example.Missing is not on the class path");
  }

  @Test
  void aClassThatIsNoHandlerExitsWith78() throws Exception {
    says(
        Conformance.assertPasses("config-fault", Program.javaWorker("java.lang.String")),
        "handler class java.lang.String does not implement io.preforkd.worker.Handler");
  }

  @Test
  void aClassWithoutAPublicConstructorExitsWith78() throws Exception {
    says(
        pass("config-fault", Hidden.class),
        "has no public constructor without parameters in a public class");
  }

  @Test
  void aJdkThatDoesNotOpenItsSocketsExitsWith78() throws Exception {
    List<String> closed = new ArrayList<>(Program.javaWorker(Hello.class.getName()));
    closed.removeAll(List.of("--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED"));
    says(
        Conformance.assertPasses("closed-jdk", closed),
        "start it with --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
  }

  @Test
  void theStartCanBeExtended() throws Exception {
    pass("extends-start", Slow.class);
  }

  @Test
  void worksBetweenConnectionsWhenNobodyElseWaits() throws Exception {
    String text = pass("idles", Resting.class).text();
    assertEquals(List.of("rested after 3", "rested after 5"), rests(text), text);
  }

  @Test
  void tellsWhatItHasCountedBeforeItIsIdle() throws Exception {
    pass("counts", Tallying.class);
  }

  private static List<String> rests(String text) {
    return text.lines().filter(line -> line.startsWith("rested")).toList();
  }

  @Test
  void anExceptionBetweenConnectionsCostsNothing() throws Exception {
    Outcome outcome = pass("idle-fails", FailingIdle.class);
    says(outcome, "pool=conformance slot=1 gen=7 idle failed");
    says(outcome, "java.io.IOException: as the test wants");
  }

  @Test
  void anErrorBetweenConnectionsCostsTheChild() throws Exception {
    says(pass("idle-errs", ErringIdle.class), "AssertionError: as the test wants");
  }

  @Test
  void hearsItsParentWhileItWorksBetweenConnections() throws Exception {
    pass("idle-drained", RestingUntilDrained.class);
  }

  @Test
  void workBetweenConnectionsMayTakeNoLongerThanAConnection() throws Exception {
    Outcome outcome = pass("idle-hangs", RestingUntilDrained.class);
    says(outcome, "s between connections, at");
    says(outcome, "io.preforkd.example.JavaChildTest$RestingUntilDrained.idle");
    says(outcome, "pool=conformance slot=1 gen=7 has been in idle for longer");
  }

  @Test
  void anExceptionCostsOneConnectionOfMany() throws Exception {
    Outcome outcome = pass("many-exception", Throwing.class);
    says(outcome, "pool=conformance slot=1 gen=7 connection failed");
    says(outcome, "at io.preforkd.example.JavaChildTest$Throwing.serve");
  }

  @Test
  void anErrorInOneConnectionOfManyCostsTheChild() throws Exception {
    says(pass("many-error", Dying.class), "java.lang.AssertionError: as the test wants");
  }

  @Test
  void oneConnectionOfManyThatTakesTooLongIsEndedAlone() throws Exception {
    Outcome outcome = pass("many-cut-off", Sleeping.class);
    says(outcome, "pool=conformance slot=1 gen=7 is slow: 0.");
    says(outcome, "pool=conformance slot=1 gen=7 reaches connection-timeout: 0.");
    says(outcome, "io.preforkd.example.JavaChildTest$Sleeping.serve");
    assertFalse(outcome.text().contains("connection failed"), outcome.text());
  }

  @Test
  void aPassedClientThatHasResetIsNobodysFault() throws Exception {
    Outcome outcome = pass("many-reset", Throwing.class);
    assertFalse(outcome.text().contains("failed:"), outcome.text());
  }

  @Test
  void worksBetweenManyConnections() throws Exception {
    pass("many-idles", RestingForOthers.class);
  }

  @Test
  void tellsBothAddressesOverTcpAndUnixSockets() throws Exception {
    Outcome outcome = pass("addresses", Naming.class);
    assertFalse(outcome.text().contains("closing the connection failed"), outcome.text());
  }

  private static Outcome pass(String transcript, Class<? extends Handler> handler)
      throws Exception {
    return Conformance.assertPasses(transcript, Program.javaWorker(handler.getName()));
  }

  private static void says(Outcome outcome, String text) {
    assertTrue(outcome.text().contains(text), outcome.text());
  }

  /** Fails over a connection that sends an f. */
  public static final class Throwing implements Handler {
    @Override
    public void serve(Connection connection) throws IOException {
      if (connection.in().read() == 'f') {
        throw new IOException("as the test wants");
      }
    }
  }

  /** Fails as no program should go on after. */
  public static final class Dying implements Handler {
    @Override
    public void serve(Connection connection) {
      throw new AssertionError("as the test wants");
    }
  }

  /** Fails in a way that cannot even be reported. */
  public static final class Unprintable implements Handler {
    @Override
    public void serve(Connection connection) throws IOException {
      throw new NoText();
    }

    @Override
    public void stop() {
      System.err.println("stop was called");
    }
  }

  /** Cannot be printed. */
  static final class NoText extends IOException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no text");
    }
  }

  /** Fails at its very end. */
  public static final class FailingStop implements Handler {
    @Override
    public void serve(Connection connection) {}

    @Override
    public void stop() {
      throw new IllegalStateException("as the test wants");
    }
  }

  /** Never becomes ready. */
  public static final class FailingStart implements Handler {
    @Override
    public void start(WorkerContext context) throws IOException {
      throw new IOException("as the test wants");
    }

    @Override
    public void serve(Connection connection) {}
  }

  /** Cannot be made by the runtime. */
  public static final class Hidden implements Handler {
    private Hidden() {}

    @Override
    public void serve(Connection connection) {}
  }

  /** Serves whoever sends a byte, and works after each connection. */
  private abstract static class Idling implements Handler {
    @Override
    public void start(WorkerContext context) {
      context.idleEvery(1);
    }

    @Override
    public void serve(Connection connection) throws IOException {
      connection.in().read();
    }
  }

  /** Works after two connections at the earliest. */
  public static final class Resting extends Idling {
    private int served;

    @Override
    public void start(WorkerContext context) {
      context.idleEvery(2);
    }

    @Override
    public void serve(Connection connection) throws IOException {
      super.serve(connection);
      served++;
    }

    @Override
    public void idle() {
      System.err.println("rested after " + served);
    }
  }

  /** Fails between connections. */
  public static final class FailingIdle extends Idling {
    @Override
    public void idle() throws IOException {
      throw new IOException("as the test wants");
    }
  }

  /** Fails between connections as no program should go on after. */
  public static final class ErringIdle extends Idling {
    @Override
    public void idle() {
      throw new AssertionError("as the test wants");
    }
  }

  /** Works between connections until its listeners are closed. */
  public static final class RestingUntilDrained extends Idling {
    @Override
    public void idle() throws InterruptedException {
      while (Files.exists(Path.of("/proc/self/fd/3"))) {
        Thread.sleep(10);
      }
    }
  }

  /** Waits for something else than the client, if it is told to. */
  public static final class Sleeping implements Handler {
    @Override
    public void serve(Connection connection) throws Exception {
      if (connection.in().read() == 's') {
        new CountDownLatch(1).await();
      }
    }
  }

  /** Serves one that sends a w when it has worked between others. */
  public static final class RestingForOthers implements Handler {
    private final CountDownLatch rested = new CountDownLatch(1);

    @Override
    public void start(WorkerContext context) {
      context.idleEvery(2);
    }

    @Override
    public void serve(Connection connection) throws Exception {
      if (connection.in().read() == 'w') {
        rested.await();
      }
    }

    @Override
    public void idle() {
      rested.countDown();
    }
  }

  /** Counts its connections. */
  public static final class Tallying implements Handler {
    private Metrics.Counter connections;

    @Override
    public void start(WorkerContext context) {
      connections = context.metrics().counter("demo_connections", "Connections", "kind", "any");
    }

    @Override
    public void serve(Connection connection) {
      connections.increment();
    }
  }

  /** Wants more time to start. */
  public static final class Slow implements Handler {
    @Override
    public void start(WorkerContext context) {
      context.extendStart(Duration.ofSeconds(90));
    }

    @Override
    public void serve(Connection connection) {}
  }

  /** Tells what it knows of the connection, through its channel as well as its streams. */
  public static final class Naming implements Handler {
    @Override
    public void serve(Connection connection) throws IOException {
      String family = connection.localAddress().getClass().getSimpleName();
      boolean same = family.equals(connection.remoteAddress().getClass().getSimpleName());
      String text = connection.listener() + " " + family + " " + same + " " + connection.deadline();
      connection.out().write(text.getBytes(StandardCharsets.US_ASCII));
      connection.channel().shutdownOutput();
      connection.in().read();
      connection.out().close();
    }
  }
}
