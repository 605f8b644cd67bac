package io.preforkd.server.thread;

import io.preforkd.server.child.ChildId;
import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.runtime.Extension;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Map;

/** What a handler on a thread is told of its place. */
final class Context implements WorkerContext {
  private final ChildId id;
  private final Map<String, String> settings;
  private final Report report;
  private volatile int idleEvery;

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
  public ServerSocketChannel listen(String address) throws IOException {
    throw new IOException(
        address
            + ": a worker of the kind thread has no may-listen; choose a worker of the kind java");
  }
}
