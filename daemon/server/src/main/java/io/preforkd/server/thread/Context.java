package io.preforkd.server.thread;

import io.preforkd.server.child.ChildId;
import io.preforkd.worker.Metrics;
import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.runtime.Extension;
import io.preforkd.worker.runtime.Meters;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a handler on a thread is told of its place. */
final class Context implements WorkerContext {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final ChildId id;
  private final Map<String, String> settings;
  private final Report report;
  private final Meters meters = new Meters(() -> {});
  private volatile int idleEvery;
  private long toldAt = System.nanoTime();

  Context(ChildId id, Map<String, String> settings, Report report) {
    this.id = id;
    this.settings = settings;
    this.report = report;
  }

  @Override
  public String pool() {
    return id.pool();
  }

  @Override
  public int slot() {
    return id.slot();
  }

  @Override
  public long generation() {
    return id.generation();
  }

  @Override
  public Map<String, String> settings() {
    return settings;
  }

  @Override
  public void idleEvery(int connections) {
    if (connections < 0) {
      throw new IllegalArgumentException("idle every " + connections + " connections");
    }
    idleEvery = connections;
  }

  /** After how many connections the handler wants to work between them; 0: never. */
  int idleEvery() {
    return idleEvery;
  }

  @Override
  public void extendStart(Duration time) {
    long millis = Integer.toUnsignedLong(Extension.millis(time));
    report.tell(events -> events.needsLonger(millis));
  }

  @Override
  public Metrics metrics() {
    return meters;
  }

  /** Tells the loop of what has been counted; the worker's thread only. */
  void tellMetrics() {
    toldAt = System.nanoTime();
    if (meters.isPending()) {
      MetricReport told = meters.take(Integer.MAX_VALUE);
      report.tell(events -> events.measured(told));
    }
  }

  /** The same if the last time is long ago. */
  void tellMetricsAtTimes() {
    if (System.nanoTime() - toldAt > PAUSE) {
      tellMetrics();
    }
  }

  @Override
  public ServerSocketChannel listen(String address) throws IOException {
    throw new IOException(
        address
            + ": a worker of the kind thread has no may-listen; choose a worker of the kind java");
  }
}
