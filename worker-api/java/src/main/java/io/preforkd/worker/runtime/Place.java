package io.preforkd.worker.runtime;

import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.protocol.ParentHello;
import io.preforkd.worker.protocol.Verb;
import java.time.Duration;
import java.util.Map;

/** What the parent's hello told, for the handler. */
final class Place implements WorkerContext {
  private static final long MAX_MILLIS = 0xffff_ffffL;

  private final ParentHello hello;
  private final BackChannel channel;

  Place(ParentHello hello, BackChannel channel) {
    this.hello = hello;
    this.channel = channel;
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
    long millis = time.toMillis();
    if (millis < 1 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException(
          "start cannot be extended by " + time + ": 1 to " + MAX_MILLIS + " ms");
    }
    channel.send(Verb.EXTEND, (int) millis);
  }

  /** The child's name in messages. */
  String identity() {
    return "pool=" + pool() + " slot=" + slot() + " gen=" + generation();
  }
}
