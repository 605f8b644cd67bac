package io.preforkd.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.preforkd.server.snapshot.DaemonSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin listener: {@code /metrics}, {@code /status}, {@code /livez}, {@code /readyz}, {@code
 * /startupz}. Answered by threads of its own; the event loop is asked for a snapshot and nothing
 * else, so that neither a slow client nor a large answer holds it up.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final String STOPPING = "stopping\n";
  private static final List<String> READS = List.of("GET", "HEAD");

  private final HttpServer http;
  private final RequestThreads threads = new RequestThreads();
  private final SnapshotSource source;
  private Optional<AgentCheck> agent = Optional.empty();

  private AdminServer(HttpServer http, SnapshotSource source) {
    this.http = http;
    this.source = source;
  }

  /** Binds the address; clients are answered from {@link #start} on. */
  public static AdminServer bind(InetSocketAddress address, SnapshotSource source)
      throws IOException {
    limit("sun.net.httpserver.maxReqTime", 2);
    limit("sun.net.httpserver.maxRspTime", 30);
    return new AdminServer(HttpServer.create(address, 0), source);
  }

  /** Holds for all servers of the process, which may be another program's that knows better. */
  private static void limit(String property, int seconds) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(seconds));
    }
  }

  /** Binds the address of the agent check as well, which is answered from {@link #start} on. */
  public void checkedAt(InetSocketAddress address) throws IOException {
    agent = Optional.of(AgentCheck.bind(address, source));
  }

  /** The port that it is bound to; tells what the kernel chose for port 0. */
  int port() {
    return http.getAddress().getPort();
  }

  /** Asks the event loop for nothing but a sign of life. */
  @FunctionalInterface
  public interface Ping {
    /** Throws as {@link SnapshotSource#take}. */
    void send() throws TimeoutException, InterruptedException;
  }

  /** Begins to answer. */
  public void start(Metrics metrics, StatusPages status, Ping ping) {
    http.setExecutor(threads);
    Map<String, Page> pages =
        Map.of(
            "/metrics",
            asked -> scrape(metrics, source.take(true), accepted(asked)),
            "/status",
            asked -> status.answer(query(asked), Visitor.of(asked)),
            "/livez",
            asked -> alive(ping),
            "/readyz",
            of(AdminServer::readiness),
            "/startupz",
            of(AdminServer::startup));
    // One context: the server's own take every path that begins with theirs.
    http.createContext("/", exchange -> answer(exchange, pages));
    http.start();
    agent.ifPresent(AgentCheck::start);
  }

  @Override
  public void close() {
    agent.ifPresent(AgentCheck::close);
    http.stop(0);
    threads.close();
  }

  private static Answer scrape(Metrics metrics, DaemonSnapshot snapshot, String accept) {
    String type = Metrics.contentType(accept);
    return Answer.ok(type, metrics.scrape(snapshot, type));
  }

  private static Answer alive(Ping ping) throws TimeoutException, InterruptedException {
    ping.send();
    return Answer.text(200, "ok\n");
  }

  private static Answer readiness(DaemonSnapshot snapshot) {
    String otherwise = snapshot.isStopping() ? "stopping" : "not ready";
    return snapshot.isReady() ? Answer.text(200, "ready\n") : notYet(otherwise, snapshot);
  }

  private static Answer startup(DaemonSnapshot snapshot) {
    return snapshot.hasStarted() ? Answer.text(200, "started\n") : notYet("starting", snapshot);
  }

  private static Answer notYet(String state, DaemonSnapshot snapshot) {
    StringBuilder why = new StringBuilder(state).append('\n');
    snapshot.poolsInForce().stream()
        .filter(pool -> !pool.isReady())
        .forEach(
            pool ->
                why.append("pool=").append(pool.name()).append(" has no child that could serve\n"));
    return Answer.text(503, why.toString());
  }

  private interface Page {
    Answer of(HttpExchange asked) throws TimeoutException, InterruptedException;
  }

  private Page of(Function<DaemonSnapshot, Answer> page) {
    return asked -> page.apply(source.take(false));
  }

  private static String accepted(HttpExchange asked) {
    return String.join(",", asked.getRequestHeaders().getOrDefault("Accept", List.of()));
  }

  private static String query(HttpExchange asked) {
    String query = asked.getRequestURI().getQuery();
    return query == null ? "" : query;
  }

  private void answer(HttpExchange exchange, Map<String, Page> pages) throws IOException {
    awaitEnd(exchange);
    Page page = pages.get(exchange.getRequestURI().getPath());
    if (page == null) {
      send(exchange, Answer.text(404, "try /status, /metrics, /livez, /readyz or /startupz\n"));
    } else if (!READS.contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", String.join(", ", READS));
      send(exchange, Answer.text(405, "read-only: use GET\n"));
    } else {
      send(exchange, answer(page, exchange));
    }
  }

  /** Nobody has a use for a body, but what is left of one the server would wait for at the end. */
  private void awaitEnd(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    threads.hasRead();
  }

  private static Answer answer(Page page, HttpExchange exchange) {
    try {
      return page.of(exchange);
    } catch (TimeoutException e) {
      return Answer.text(503, "the event loop does not answer\n");
    } catch (RejectedExecutionException e) {
      return Answer.text(503, STOPPING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.text(503, STOPPING);
    } catch (RuntimeException e) {
      LOG.error("{} cannot be answered", exchange.getRequestURI().getPath(), e);
      return Answer.text(500, "a fault of the daemon, which its log has\n");
    }
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    threads.writes();
    try (exchange) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), isHead ? -1 : body.length);
      if (!isHead) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
