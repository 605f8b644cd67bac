package io.preforkd.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.snapshot.DaemonSnapshot;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real HTTP. */
@Timeout(30)
class AdminServerTest {
  private static final int DEADLINE_MILLIS = 10_000;

  /** The kernel lets one grow to 4 MiB. */
  private static final int MORE_THAN_SOCKETS_HOLD = 6 << 20;

  private final AtomicReference<SnapshotSource> source =
      new AtomicReference<>(isLookedAt -> Readings.daemon(false, Readings.pool(true)));
  private final AtomicReference<StatusSource> status =
      new AtomicReference<>(() -> Readings.status(Readings.pool(true)));
  private volatile AdminServer.Ping ping = () -> source.get().take(false);
  private AdminServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        AdminServer.bind(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            isLookedAt -> source.get().take(isLookedAt));
    server.start(
        new Metrics("1.2.3"),
        new StatusPages(() -> status.get().take(), "1.2.3"),
        () -> ping.send());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void givesMetrics() throws Exception {
    String answer = ask("GET /metrics");
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    assertTrue(answer.contains("\r\nContent-type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    assertTrue(answer.contains("\npreforkd_up 1.0\n"), answer);
  }

  @Test
  void isAliveAndReady() throws Exception {
    assertAnswer("200", "ok\n", ask("GET /livez"));
    assertAnswer("200", "ready\n", ask("GET /readyz"));
    assertAnswer("200", "started\n", ask("GET /startupz"));
  }

  @Test
  void isAliveIfTheLoopAnswersWhateverThePoolsAreLike() throws Exception {
    source.set(
        isLookedAt -> {
          throw new IllegalStateException("for the test");
        });
    ping = () -> {};
    assertAnswer("200", "ok\n", ask("GET /livez"));
  }

  @Test
  void isAliveButNotReadyBeforeTheFirstIdleChild() throws Exception {
    give(Readings.daemon(false, Readings.pool(false)));
    assertAnswer("200", "ok\n", ask("GET /livez"));
    assertAnswer("503", "not ready\npool=web has no child that could serve\n", ask("GET /readyz"));
    assertAnswer("503", "starting\npool=web has no child that could serve\n", ask("GET /startupz"));
  }

  @Test
  void isNotReadyBeforeTheFirstPool() throws Exception {
    give(Readings.daemon(false));
    assertAnswer("503", "not ready\n", ask("GET /readyz"));
  }

  @Test
  void isNotReadyWhileItStops() throws Exception {
    give(Readings.daemon(true, Readings.pool(true)));
    assertAnswer("200", "ok\n", ask("GET /livez"));
    assertAnswer("503", "stopping\n", ask("GET /readyz"));
    assertAnswer("200", "started\n", ask("GET /startupz"));
  }

  @Test
  void givesTheStatusInThreeForms() throws Exception {
    String page = ask("GET /status");
    assertTrue(page.startsWith("HTTP/1.1 200 OK\r\n"), page);
    assertTrue(page.contains("\r\nContent-type: text/html; charset=utf-8\r\n"), page);
    assertTrue(page.contains("\r\nContent-security-policy: default-src 'none'; "), page);
    assertTrue(ask("GET /status?json").contains("\r\n\r\n{\"ok\":true,"));
    assertTrue(ask("GET /status?text").contains("\r\n\r\npreforkd 1.2.3 pid="));
  }

  @Test
  void saysThatTheLoopHangsInsteadOfAStatus() throws Exception {
    status.set(
        () -> {
          throw new TimeoutException();
        });
    assertAnswer("503", "the event loop does not answer\n", ask("GET /status"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/livez", "/readyz", "/startupz"})
  void saysThatTheLoopHangs(String path) throws Exception {
    source.set(
        isLookedAt -> {
          throw new TimeoutException();
        });
    assertAnswer("503", "the event loop does not answer\n", ask("GET " + path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/livez", "/readyz", "/startupz"})
  void saysThatItStopsOnceTheLoopHasEnded(String path) throws Exception {
    source.set(
        isLookedAt -> {
          throw new RejectedExecutionException();
        });
    assertAnswer("503", "stopping\n", ask("GET " + path));
  }

  @Test
  void aFaultOfItsOwnIsAnAnswerToo() throws Exception {
    source.set(
        isLookedAt -> {
          throw new IllegalStateException("for the test");
        });
    assertAnswer("500", "a fault of the daemon, which its log has\n", ask("GET /livez"));
  }

  @Test
  void showsTheConfigurationToWhoeverIsNear() throws Exception {
    assertTrue(ask("GET /status?json").contains("\"config\":[\""));
    String proxied = ask("GET /status?json", "localhost\r\nX-Forwarded-For: 192.0.2.1");
    assertTrue(proxied.contains("\"config\":[],\"config-withheld\":\"shown on "), proxied);
  }

  @Test
  void tellsNothingUnderAForeignName() throws Exception {
    String answer = ask("GET /status", "rebound.example:9783");
    assertEquals("421", answer.split(" ", 3)[1], answer);
    assertTrue(answer.endsWith("\"Host: localhost\"\n"), answer);
    assertAnswer("200", "ok\n", ask("GET /livez", "preforkd.default.svc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/livezzz", "/livez/", "/metrics/x", "/status/"})
  void knowsNoOtherPath(String path) throws Exception {
    assertAnswer(
        "404", "try /status, /metrics, /livez, /readyz or /startupz\n", ask("GET " + path));
  }

  @Test
  void findsThePathBeforeAQuery() throws Exception {
    assertAnswer("200", "ok\n", ask("GET /livez?verbose"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void allowsReadingOnly(String method) throws Exception {
    String answer = ask(method + " /metrics");
    assertAnswer("405", "read-only: use GET\n", answer);
    assertTrue(answer.contains("\r\nAllow: GET, HEAD\r\n"), answer);
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    String answer = ask("HEAD /livez");
    assertAnswer("200", "", answer);
  }

  @Test
  void answersWhileOtherClientsHaveSentHalfARequest() throws Exception {
    try (Others others = new Others()) {
      others.send(3 * RequestThreads.MOST, "GET /met");
      assertAnswer("200", "ok\n", askUntilAnswered("GET /livez"));
    }
  }

  @Test
  void answersWhileOtherClientsOweTheBodyThatTheyPromised() throws Exception {
    try (Others others = new Others()) {
      others.send(
          3 * RequestThreads.MOST,
          "GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf");
      assertAnswer("200", "ok\n", askUntilAnswered("GET /livez"));
      others.assertUnanswered();
    }
  }

  @Test
  void answersWhoeverSendsABodyAndThenHisNextRequest() throws Exception {
    String body = "Content-Length: 4\r\n\r\nbody";
    try (Socket client = connect()) {
      String first = "POST /livez HTTP/1.1\r\nHost: localhost\r\n" + body;
      String second = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + body;
      client.getOutputStream().write((first + second).getBytes(StandardCharsets.US_ASCII));
      String answers = allFrom(client);
      assertTrue(answers.startsWith("HTTP/1.1 405 "), answers);
      assertTrue(answers.contains("\r\n\r\nread-only: use GET\nHTTP/1.1 200 "), answers);
    }
  }

  @Test
  void answersWhileOtherClientsDoNotReadTheirAnswers() throws Exception {
    give(Readings.daemon(false, Readings.unready("x".repeat(MORE_THAN_SOCKETS_HOLD))));
    try (Others others = new Others()) {
      others.send(RequestThreads.MOST, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      others.awaitAnswers();
      assertAnswer("200", "ok\n", askUntilAnswered("GET /livez"));
    }
  }

  @Test
  void answersNobodyOnceItIsClosed() throws Exception {
    int port = server.port();
    server.close();
    assertThrows(
        ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
  }

  private void give(DaemonSnapshot snapshot) {
    source.set(isLookedAt -> snapshot);
  }

  /** Clients that keep to no custom, and go with the test. */
  private final class Others implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();

    void send(int number, String text) throws IOException {
      for (int i = 0; i < number; i++) {
        Socket other = new Socket();
        sockets.add(other);
        other.setReceiveBufferSize(1024);
        other.setSoTimeout(DEADLINE_MILLIS);
        other.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        other.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      }
    }

    void awaitAnswers() throws IOException {
      for (Socket other : sockets) {
        assertEquals('H', other.getInputStream().read());
      }
    }

    void assertUnanswered() throws IOException {
      for (Socket other : sockets) {
        assertEquals("", allFrom(other));
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket other : sockets) {
        other.close();
      }
    }
  }

  /** A slow machine may take longer than the time that a request has. */
  private String askUntilAnswered(String line) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);
    String answer = "";
    while (answer.isEmpty() && System.nanoTime() - deadline < 0) {
      answer = ask(line);
    }
    assertFalse(answer.isEmpty(), "no answer within " + DEADLINE_MILLIS + " ms");
    return answer;
  }

  private String ask(String line) throws IOException {
    return ask(line, "localhost");
  }

  private String ask(String line, String host) throws IOException {
    try (Socket client = connect()) {
      String request = line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return allFrom(client);
    }
  }

  /** Nothing, if the connection is reset. */
  private static String allFrom(Socket client) throws IOException {
    try {
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return "";
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
    client.setSoTimeout(DEADLINE_MILLIS);
    return client;
  }

  private static void assertAnswer(String status, String body, String answer) {
    assertEquals(status, answer.split(" ", 3)[1], answer);
    assertEquals(body, answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }
}
