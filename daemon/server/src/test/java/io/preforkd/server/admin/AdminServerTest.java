package io.preforkd.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.snapshot.DaemonSnapshot;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
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

  private final AtomicReference<SnapshotSource> source =
      new AtomicReference<>(isLookedAt -> Readings.daemon(false, Readings.pool(true)));
  private final AtomicReference<StatusSource> status =
      new AtomicReference<>(() -> Readings.status(Readings.pool(true)));
  private AdminServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        AdminServer.bind(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            isLookedAt -> source.get().take(isLookedAt));
    server.start(new Metrics("1.2.3"), new StatusPages(() -> status.get().take(), "1.2.3"));
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
    List<Socket> halves = new ArrayList<>();
    try {
      for (int i = 0; i < 3 * RequestThreads.MOST; i++) {
        Socket half = connect();
        halves.add(half);
        half.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
      }
      assertAnswer("200", "ok\n", ask("GET /livez"));
    } finally {
      for (Socket half : halves) {
        half.close();
      }
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

  private String ask(String line) throws IOException {
    return ask(line, "localhost");
  }

  private String ask(String line, String host) throws IOException {
    try (Socket client = connect()) {
      String request = line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
