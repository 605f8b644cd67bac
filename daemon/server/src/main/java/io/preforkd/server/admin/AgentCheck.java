package io.preforkd.server.admin;

import io.preforkd.server.background.Helpers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HAProxy's agent check: one line of a {@link AgentWord} for each connection. A client may
 * send a line with a pool's name first ({@code agent-send}); who sends none is answered a moment
 * later. Clients that no thread has room for are let go, which HAProxy takes for no answer.
 */
final class AgentCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final ThreadFactory FACTORY = Helpers.named("agent-check");
  static final int THREADS = 8;
  private static final int QUEUE = 64;
  private static final long IDLE_SECONDS = 10;
  private static final int LONGEST_LINE = 256;

  /** HAProxy sends its line with the connection, or none. */
  private static final int MILLIS_FOR_A_LINE = 200;

  private final ServerSocket socket;
  private final SnapshotSource source;
  private final ThreadPoolExecutor threads;

  private AgentCheck(ServerSocket socket, SnapshotSource source) {
    this.socket = socket;
    this.source = source;
    this.threads = Helpers.atMost(THREADS, IDLE_SECONDS, new LinkedBlockingQueue<>(QUEUE), FACTORY);
  }

  /** Binds the address; clients are answered from {@link #start} on. */
  static AgentCheck bind(InetSocketAddress address, SnapshotSource source) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, QUEUE);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new AgentCheck(socket, source);
  }

  /** The port that it is bound to. */
  int port() {
    return socket.getLocalPort();
  }

  /** Begins to answer. */
  void start() {
    FACTORY.newThread(this::accept).start();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      socket.close();
    } catch (IOException e) {
      LOG.warn("the agent check's socket cannot be closed: {}", e.getMessage());
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        hand(socket.accept());
      } catch (IOException e) {
        rest(e);
      }
    }
  }

  /** Without a descriptor to spare every attempt fails at once. */
  private void rest(IOException e) {
    if (socket.isClosed()) {
      return;
    }
    LOG.warn("the agent check cannot accept: {}", e.getMessage());
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void hand(Socket client) throws IOException {
    try {
      threads.execute(() -> answer(client));
    } catch (RejectedExecutionException e) {
      client.close();
    }
  }

  private void answer(Socket client) {
    try (client) {
      String word = word(name(client));
      client.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.debug("a client of the agent check has gone: {}", e.getMessage());
    }
  }

  /** A line, if the client sends one in time; an empty one names no pool either. */
  private static Optional<String> name(Socket client) throws IOException {
    StringBuilder line = new StringBuilder();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS_FOR_A_LINE);
    try {
      int next = read(client, deadline);
      while (next >= 0 && next != '\n' && line.length() < LONGEST_LINE) {
        line.append((char) next);
        next = read(client, deadline);
      }
    } catch (SocketTimeoutException e) {
      // It has nothing to say, or not to the end of a line.
    }
    return Optional.of(line.toString().strip()).filter(name -> !name.isEmpty());
  }

  /** What is there is read even then, as on a machine that has let us wait. */
  private static int read(Socket client, long deadline) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    client.setSoTimeout((int) Math.max(1, left));
    return client.getInputStream().read();
  }

  private String word(Optional<String> pool) {
    try {
      return AgentWord.of(source.take(false), pool);
    } catch (TimeoutException e) {
      return "down #the event loop does not answer";
    } catch (RejectedExecutionException e) {
      return "drain"; // the loop has ended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "drain";
    }
  }
}
