package io.preforkd.worker.runtime;

import io.preforkd.worker.Handler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Serves connections, one after the other, until the child has to leave. */
final class Server {
  /** In place of a deadline, where there is none. */
  static final long NO_DEADLINE = Long.MIN_VALUE;

  private final Orders orders;
  private final Tally tally;
  private final Watcher watcher;
  private final Handler handler;
  private final String identity;
  private final long timeoutNanos;

  /**
   * @param identity the child's name in messages, such as {@code pool=web slot=3 gen=17}
   * @param timeoutMillis time limit of a connection; 0 for none
   */
  Server(
      Orders orders,
      Tally tally,
      Watcher watcher,
      Handler handler,
      String identity,
      long timeoutMillis) {
    this.orders = orders;
    this.tally = tally;
    this.watcher = watcher;
    this.handler = handler;
    this.identity = identity;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  /** Returns when the last connection has ended. */
  void run() throws IOException {
    for (Accepted first = orders.next(); first != null; first = orders.next()) {
      for (Accepted accepted = first; accepted != null; accepted = orders.another()) {
        watcher.begin();
        boolean normally = serve(new SocketConnection(accepted, deadline()));
        watcher.end();
        tally.ended(normally, System.nanoTime());
      }
    }
  }

  private boolean serve(SocketConnection connection) {
    boolean normally = false;
    try {
      handler.serve(connection);
      normally = true;
    } catch (Exception e) {
      report("connection failed", e);
    } finally {
      close(connection);
    }
    return normally;
  }

  private void close(SocketConnection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      report("closing the connection failed", e);
    }
  }

  /** One text, so that the parent's log shows it in one piece. */
  private void report(String what, Exception e) {
    System.err.println(identity + " " + StackText.of(what, e));
  }

  private long deadline() {
    return timeoutNanos == 0 ? NO_DEADLINE : tally.acceptedAt() + timeoutNanos;
  }
}
