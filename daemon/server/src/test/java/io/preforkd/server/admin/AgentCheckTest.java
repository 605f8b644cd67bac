package io.preforkd.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.server.snapshot.DaemonSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets. */
@Timeout(30)
class AgentCheckTest {
  private static final DaemonSnapshot READY =
      Readings.daemon(false, Readings.pool(true), Readings.pool("idle"));

  /** Less than what a line has; so many take longer, and are fewer than a line may have. */
  private static final int BETWEEN_BYTES = 50;

  private static final int BYTES = 200;

  private final AtomicReference<SnapshotSource> source = new AtomicReference<>(any -> READY);
  private AgentCheck agent;

  @BeforeEach
  void start() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    agent = AgentCheck.bind(address, isLookedAt -> source.get().take(isLookedAt));
    agent.start();
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private String ask(String line) throws IOException {
    try (Socket client = connect()) {
      client.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), agent.port());
  }

  private static String weight() {
    double busy = READY.pools().get(0).utilization();
    return Math.max(1, Math.round(100 * (1 - busy))) + "%";
  }

  @Test
  void saysWhatThePoolHasToSpare() throws IOException {
    assertEquals("up ready " + weight() + "\n", ask("web\n"));
  }

  @Test
  void onlyWhoNamesAPoolThatIsNotInForceIsToldOfIt() throws IOException {
    DaemonSnapshot reload =
        Readings.daemon(false, Readings.pool(true), Readings.notInForce(Readings.pool("more")));
    source.set(any -> reload);
    assertEquals("up ready " + weight() + "\n", ask("\n"));
    assertEquals("down #pool more has no child that could serve\n", ask("more\n"));
  }

  @Test
  void whoNamesNoPoolIsToldOfTheOneWithTheLeast() throws IOException {
    assertEquals("up ready " + weight() + "\n", ask(""));
    assertEquals("up ready " + weight() + "\n", ask("\r\n"));
  }

  @Test
  void aPoolThatThereIsNotIsDown() throws IOException {
    assertEquals("down #there is no pool wbe\n", ask("wbe\n"));
  }

  @Test
  void aPoolThatCannotServeIsDown() throws IOException {
    source.set(any -> Readings.daemon(false, Readings.pool(false), Readings.pool("idle")));
    assertEquals("down #pool web has no child that could serve\n", ask("web\n"));
    assertEquals("down #pool web has no child that could serve\n", ask(""));
  }

  @Test
  void aDaemonThatStopsDrains() throws IOException {
    source.set(any -> Readings.daemon(true, Readings.pool(true)));
    assertEquals("drain\n", ask("web\n"));
  }

  @Test
  void aLoopThatHangsIsDown() throws IOException {
    source.set(
        any -> {
          throw new TimeoutException();
        });
    assertEquals("down #the event loop does not answer\n", ask("web\n"));
  }

  @Test
  void clientsThatSendTheirLineByteByByteHoldNobodyUp() throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < AgentCheck.THREADS; i++) {
      slow.add(connect());
    }
    try (Socket asker = connect()) {
      asker.getOutputStream().write("web\n".getBytes(StandardCharsets.UTF_8));
      asker.setSoTimeout(BETWEEN_BYTES);
      StringBuilder answer = new StringBuilder();
      for (int i = 0; i < BYTES && answer.indexOf("\n") < 0; i++) {
        slow.forEach(AgentCheckTest::sendAByte);
        readInto(answer, asker);
      }
      assertEquals("up ready " + weight() + "\n", answer.toString());
    } finally {
      for (Socket client : slow) {
        client.close();
      }
    }
  }

  private static void sendAByte(Socket client) {
    try {
      client.getOutputStream().write('x');
    } catch (IOException e) {
      // It was answered.
    }
  }

  private static void readInto(StringBuilder answer, Socket client) throws IOException {
    try {
      for (int next = client.getInputStream().read();
          next >= 0;
          next = client.getInputStream().read()) {
        answer.append((char) next);
      }
    } catch (SocketTimeoutException e) {
      // There is no more of it yet.
    }
  }

  @Test
  void aDaemonWithoutPoolsIsDown() {
    assertEquals(
        "down #there is no pool yet", AgentWord.of(Readings.daemon(false), Optional.empty()));
  }
}
