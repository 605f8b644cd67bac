package io.preforkd.example;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import io.preforkd.worker.Metrics.Counter;
import io.preforkd.worker.Metrics.Histogram;
import io.preforkd.worker.WorkerContext;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Sends back one line, and counts: the daemon publishes, with its own metrics, how many bytes all
 * children of the pool have sent back, how long it took them, and who they are.
 */
public final class Counting implements Handler {
  private static final double[] SECONDS = {0.001, 0.01, 0.1, 1, 10};

  private Counter bytes;
  private Histogram duration;

  @Override
  public void start(WorkerContext context) {
    bytes = context.metrics().counter("demo_sent_bytes", "Bytes sent back", "kind", "line");
    duration = context.metrics().histogram("demo_seconds", "Time with a client", SECONDS);
    context
        .metrics()
        .gauge("demo_generation", "Which child it is")
        .set((double) context.generation());
  }

  @Override
  public void serve(Connection connection) throws IOException {
    long began = System.nanoTime();
    for (int next = -1; next != '\n'; ) {
      next = connection.in().read();
      if (next < 0) {
        break;
      }
      connection.out().write(next);
      bytes.increment();
    }
    duration.observe((System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1));
  }
}
