package io.preforkd.worker;

/**
 * A worker's own part, named by its class in the pool's configuration. It needs a public
 * constructor without parameters.
 *
 * <p>One thread calls all its methods, one at a time, unless the pool's {@code concurrency} is
 * above 1. Then {@link #serve} is called by so many threads at a time, virtual ones from JDK 21 on,
 * so it must keep what belongs to a connection out of fields, and guard what is shared; {@link
 * #start} is still called before, and {@link #stop} after all of them.
 *
 * <p>In a pool of {@code worker: {thread: CLASS}} each child is a thread with a handler of its own,
 * in one process with all others. What ends a child's process here ends that thread; where a
 * process would be killed, the thread is interrupted and its connection closed.
 */
public interface Handler {

  /**
   * Prepares the worker. The child counts as ready once this has returned; it has the pool's start
   * timeout for it, see {@link WorkerContext#extendStart}. If the child is told to leave meanwhile,
   * or its parent is gone, the process exits with code 0 without waiting for this to return:
   * shutdown hooks run, for a second at most, and {@link #stop} is not called.
   *
   * @throws BadSettingsException ends the child with exit code 78
   * @throws Exception ends the child with exit code 70
   */
  default void start(WorkerContext context) throws Exception {}

  /**
   * Serves one connection, which is closed when this returns.
   *
   * @throws Exception costs this connection: it is logged and counted as failed, and the child goes
   *     on. An {@link Error} ends the child with exit code 70.
   */
  void serve(Connection connection) throws Exception;

  /**
   * Works between two connections: collects garbage, writes out what was gathered, renews what is
   * old. Called only if {@link WorkerContext#idleEvery} asked for it, when the last connection has
   * ended and nobody else waits; where the pool has {@code self-accept: false}, the child cannot
   * know that, and it is called all the same.
   *
   * <p>With a {@code concurrency} above 1 it is called when the child holds no connection, on a
   * thread of its own, one call at a time; connections may come meanwhile. Otherwise the child
   * accepts nobody and counts as busy until this returns, so that others serve meanwhile and the
   * pool may start one more. {@code slow-after} and {@code connection-timeout} hold as for a
   * connection, but beyond the latter the child ends itself, with exit code 70. If it is told to
   * leave, it has {@code drain-timeout}.
   *
   * @throws Exception is logged, and the child goes on; it counts as no connection. An {@link
   *     Error} ends the child with exit code 70.
   */
  default void idle() throws Exception {}

  /**
   * Called once if {@link #start} has returned, after the last connection, before the child exits
   * of its own will or over a fault that is not the handler's. Not called after an {@link Error}.
   *
   * @throws RuntimeException ends the child with exit code 70
   */
  default void stop() {}
}
