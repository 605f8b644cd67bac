package io.preforkd.worker.runtime;

import io.preforkd.worker.Handler;
import java.io.IOException;

/** Serves connections, one after the other, until the child has to leave. */
final class Server {
  private final Orders orders;
  private final Tally tally;
  private final Watcher watcher;
  private final Handler handler;
  private final Place place;
  private final TimeLimits limits;
  private final FirstByte firstByte;

  /** Null in a pool whose parent accepts nobody. */
  private final PassedSockets passed;

  /** Connections that had ended when the handler worked between them last. */
  private long restedAt;

  /**
   * @param place what the handler was told, and what it has asked for
   * @param limits those of its connections
   */
  Server(
      Orders orders,
      Tally tally,
      Watcher watcher,
      Handler handler,
      Place place,
      TimeLimits limits,
      FirstByte firstByte,
      PassedSockets passed) {
    this.orders = orders;
    this.tally = tally;
    this.watcher = watcher;
    this.handler = handler;
    this.place = place;
    this.limits = limits;
    this.firstByte = firstByte;
    this.passed = passed;
  }

  /** Returns when the last connection has ended. */
  void run() throws IOException {
    for (Accepted first = orders.next(); first != null; first = orders.next()) {
      for (Accepted accepted = first; accepted != null; accepted = orders.another()) {
        limits.begin();
        watcher.begin();
        boolean normally = serve(accepted);
        watcher.end();
        tally.ended(normally, System.nanoTime());
      }
      if (wantsRest() && orders.mayRest()) {
        rest();
      }
    }
  }

  private boolean wantsRest() {
    int every = place.idleEvery();
    return every > 0 && tally.ended() - restedAt >= every;
  }

  /** As long as with a connection: the parent is heard, and time is limited. */
  private void rest() {
    restedAt = tally.ended();
    limits.beginRest();
    watcher.begin();
    try {
      handler.idle();
    } catch (Exception e) {
      report("idle failed", e);
    } finally {
      watcher.end();
      limits.endRest();
    }
  }

  /** A client that says nothing has not been served, and costs no line in the log. */
  private boolean serve(Accepted accepted) {
    SocketConnection connection = new SocketConnection(accepted, limits);
    boolean normally = false;
    try {
      if (firstByte.came(accepted)) {
        handler.serve(connection);
        normally = true;
      }
    } catch (Exception e) {
      report("connection failed", e);
    } finally {
      if (passed != null) {
        passed.end(accepted);
      }
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
    System.err.println(place.identity() + " " + StackText.of(what, e));
  }
}
