package io.preforkd.worker;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
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

  /** What the worker counts and measures, for the daemon to publish. For any thread. */
  Metrics metrics();

  /**
   * Asks the daemon for a listening socket beside the pool's own, as for a port at which the
   * children tell how they are. The daemon binds it, once: all children of the pool that ask for
   * the address share it, and a successor finds it in no use. To accept from it is the worker's own
   * business, mostly on a daemon thread: the daemon does not watch it, and counts none of its
   * connections. Waits for the answer, which comes at once. For any thread, from {@link
   * Handler#start} on; of an event-driven worker, in its start or for any thread but the event
   * loop's.
   *
   * <p>The channel is in blocking mode. The kernel's socket, which all these children share, is not
   * and must not become so, or another child could hang in an accept: use the channel as it is, or
   * for a selector call {@code configureBlocking(false)} and leave it at that. Neither turn it
   * back, nor set a timeout of its {@code socket()}.
   *
   * <p>It is closed when the child is told to leave: accept throws a {@link
   * java.nio.channels.ClosedChannelException} then. One registered with a selector is so at the
   * next select. A child that is only tried out, for an archive of its classes, is refused.
   *
   * @param address one of the pool's {@code may-listen}, in its form: {@code 127.0.0.1:9090},
   *     {@code [::1]:9090}, {@code *:9090}, {@code unix:/PATH}, {@code unix:@NAME}
   * @throws IOException if the daemon refuses, with its reason, as an address that {@code
   *     may-listen} does not allow; if this process has no descriptor left; if it is leaving
   * @throws IllegalArgumentException if {@code address} has another form
   * @throws IllegalStateException on the event loop's thread
   */
  ServerSocketChannel listen(String address) throws IOException;
}
