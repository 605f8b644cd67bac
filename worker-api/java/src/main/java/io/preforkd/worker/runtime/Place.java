package io.preforkd.worker.runtime;

import io.preforkd.worker.Metrics;
import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.protocol.ParentHello;
import io.preforkd.worker.protocol.Verb;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Map;

/** What the parent's hello told, for the handler. */
public final class Place implements WorkerContext {
  private final ParentHello hello;
  private final Conversation conversation;
  private volatile int idleEvery;

  Place(ParentHello hello, Conversation conversation) {
    this.hello = hello;
    this.conversation = conversation;
  }

  @Override
  public String pool() {
    return hello.pool();
  }

  @Override
  public int slot() {
    return hello.slot();
  }

  @Override
  public long generation() {
    return hello.generation();
  }

  @Override
  public Map<String, String> settings() {
    return hello.settings();
  }

  @Override
  public void extendStart(Duration time) {
    conversation.channel.send(Verb.EXTEND, Extension.millis(time));
  }

  @Override
  public ServerSocketChannel listen(String address) throws IOException {
    return conversation.further.listen(address);
  }

  @Override
  public Metrics metrics() {
    return conversation.metrics.metrics();
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

  /** The child's name in messages. */
  public String identity() {
    return "pool=" + pool() + " slot=" + slot() + " gen=" + generation();
  }
}
