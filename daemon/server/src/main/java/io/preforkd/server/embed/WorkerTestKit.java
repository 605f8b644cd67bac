package io.preforkd.server.embed;

import io.preforkd.pool.SlotState;
import io.preforkd.server.host.Daemon.ChildTask;
import io.preforkd.server.host.StartupException;
import io.preforkd.server.sys.DescriptorLimit;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A handler under test on real children, with faults on request; for any test framework.
 *
 * <pre>{@code
 * try (WorkerTestKit kit = WorkerTestKit.start(JavaPool.of("web", MyHandler.class).children(2));
 *     Socket client = kit.connect()) {
 *   ChildState child = kit.awaitServing();
 *   ChildExit exit = kit.kill(child);           // while it serves
 *   ... exit.lost() is 1, and another client is served ...
 * }
 * }</pre>
 *
 * <p>Whatever is waited for, also by the clients' sockets, has a time, {@link #PATIENCE} unless the
 * test says another; a test that gets a {@link TimeoutException} is told how the pool was. A child
 * that has ended meanwhile makes every fault an {@link IllegalStateException}.
 */
public final class WorkerTestKit implements AutoCloseable {
  /** Enough for a machine that has much else to do. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PreforkServer server;
  private final String pool;
  private final Duration patience;
  private final Set<ChildState> stopped = ConcurrentHashMap.newKeySet();
  private final Map<Long, Long> limitsBefore = new ConcurrentHashMap<>();

  private WorkerTestKit(PreforkServer server, String pool, Duration patience) {
    this.server = server;
    this.pool = pool;
    this.patience = patience;
  }

  /** Starts the pool, and waits until all of its children that are to be there are idle. */
  public static WorkerTestKit start(JavaPool pool)
      throws StartupException, TimeoutException, InterruptedException {
    return start(pool, PATIENCE);
  }

  /**
   * As {@link #start(JavaPool)}.
   *
   * @param patience for everything that is waited for, 1 ms or more
   * @throws IllegalArgumentException if its children are {@link JavaPool#inThreads}
   */
  public static WorkerTestKit start(JavaPool pool, Duration patience)
      throws StartupException, TimeoutException, InterruptedException {
    if (pool.isInThreads()) {
      throw new IllegalArgumentException(
          "faults are for processes: on threads of the test itself use PreforkServer");
    }
    PreforkServer server = PreforkServer.of(pool);
    try {
      server.start().awaitIdle(patience);
      return new WorkerTestKit(server, pool.name(), patience);
    } catch (StartupException | TimeoutException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The server around the pool. */
  public PreforkServer server() {
    return server;
  }

  /** The pool as it is now. */
  public PoolState state() {
    return server.status(pool);
  }

  /**
   * A client that says nothing as yet, or ever. Where the pool has a {@code first-byte-timeout},
   * the kernel keeps such a one from the children.
   */
  public Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port(pool));
    client.setSoTimeout((int) patience.toMillis());
    return client;
  }

  /** Waits until a child serves a client, and names it; of several the one in the lowest slot. */
  public ChildState awaitServing() throws TimeoutException, InterruptedException {
    Patience.of(patience)
        .await(() -> serving().isPresent(), () -> "no child serves anybody: " + state().inWords());
    return serving().orElseThrow(() -> new IllegalStateException("the client has gone again"));
  }

  private Optional<ChildState> serving() {
    return state().children().stream().filter(child -> child.state() == SlotState.BUSY).findFirst();
  }

  /** Waits until nobody is served or waits, and no child is just starting. */
  public void awaitIdle() throws TimeoutException, InterruptedException {
    server.awaitIdle(patience);
  }

  /**
   * Waits until a metric that the handler keeps is as large as this, by {@link
   * PreforkServer#metric}.
   *
   * @param labels names and values by turns
   * @return its value then, which may be larger
   */
  public double awaitMetric(double least, String name, String... labels)
      throws TimeoutException, InterruptedException {
    Patience.of(patience)
        .await(
            () -> server.metric(pool, name, labels) >= least,
            () -> name + " is " + server.metric(pool, name, labels));
    return server.metric(pool, name, labels);
  }

  /** Kills a child as a crash would, in whatever it does, and waits for its end. */
  public ChildExit kill(ChildState child) throws TimeoutException, InterruptedException {
    CompletableFuture<ChildExit> end = server.exitOf(child);
    signal(child, Signo.KILL);
    return await(end);
  }

  /** Stops a child, as one that hangs: it does nothing until {@link #goOn}. */
  public void stop(ChildState child) throws TimeoutException, InterruptedException {
    signal(child, Signo.STOP);
    stopped.add(child);
  }

  /** Lets a child that was stopped go on. */
  public void goOn(ChildState child) throws TimeoutException, InterruptedException {
    signal(child, Signo.CONT);
    stopped.remove(child);
  }

  private void signal(ChildState child, Signo signal)
      throws TimeoutException, InterruptedException {
    toChild(child, pid -> Processes.kill(pid, signal));
  }

  /**
   * Takes a child every descriptor that it has not in use, until {@link #giveDescriptors}: it
   * cannot accept, nor open a file; not even that of a class that it has not loaded yet.
   */
  public void exhaustDescriptors(ChildState child) throws TimeoutException, InterruptedException {
    toChild(
        child, pid -> limitsBefore.putIfAbsent(child.generation(), DescriptorLimit.exhaust(pid)));
  }

  /**
   * Gives a child back what {@link #exhaustDescriptors} has taken.
   *
   * @throws IllegalStateException also if nothing was
   */
  public void giveDescriptors(ChildState child) throws TimeoutException, InterruptedException {
    Long before = limitsBefore.remove(child.generation());
    if (before == null) {
      throw new IllegalStateException(child + " has had its descriptors all the time");
    }
    toChild(child, pid -> DescriptorLimit.of(pid, before));
  }

  /**
   * Has a child leave once it has served its client, and another take its place.
   *
   * @return completed at its end
   */
  public CompletableFuture<ChildExit> drain(ChildState child) {
    CompletableFuture<ChildExit> end = server.exitOf(child);
    server.recycle(child);
    return end;
  }

  /** Waits until a client's connection is ended by the other side, whatever comes before. */
  public void awaitEnd(Socket client) throws IOException {
    try {
      long ignored = client.getInputStream().readAllBytes().length;
    } catch (SocketException e) {
      // A reset is an end, too: whoever dies leaves what it has not read.
    }
  }

  private void toChild(ChildState child, ChildTask task)
      throws TimeoutException, InterruptedException {
    if (!await(server.toChild(child, task))) {
      throw new IllegalStateException(child + " has ended already");
    }
  }

  private <T> T await(CompletableFuture<T> future) throws TimeoutException, InterruptedException {
    try {
      return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** Stops the pool gently; a child that is stopped would never hear of it, and is let go on. */
  @Override
  public void close() {
    stopped.forEach(this::letGo);
    server.close();
  }

  private void letGo(ChildState child) {
    try {
      var ignored = server.toChild(child, pid -> Processes.kill(pid, Signo.CONT));
    } catch (IllegalStateException e) {
      // The server has ended, and its children with it.
    }
  }
}
