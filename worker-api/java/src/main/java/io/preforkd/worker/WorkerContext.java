package io.preforkd.worker;

import java.time.Duration;
import java.util.Map;

/** Where a worker finds itself: its place in the pool and the settings the operator gave. */
public interface WorkerContext {

  /** The pool's name. */
  String pool();

  /** The child's place in the pool, from 0; it is another child's after this one has gone. */
  int slot();

  /** Tells the incarnations in one slot apart. */
  long generation();

  /** The pool's {@code settings}, unmodifiable; their meaning is the worker's. */
  Map<String, String> settings();

  /**
   * Has {@link Handler#idle} called, each time when so many connections or more have ended since
   * the last one. For the handler's thread only, at any time.
   *
   * @param connections at least 1, or 0 for never, as at the beginning
   * @throws IllegalArgumentException if {@code connections} is negative
   */
  void idleEvery(int connections);

  /**
   * Asks for more time to start, counted from now. Has effect only inside {@link Handler#start}.
   *
   * @param time whole milliseconds, 1 ms to 2^32 - 1 ms
   * @throws IllegalArgumentException if {@code time} is outside that range
   */
  void extendStart(Duration time);
}
