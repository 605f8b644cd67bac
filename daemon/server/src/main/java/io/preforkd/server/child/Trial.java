package io.preforkd.server.child;

import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.protocol.SocketRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * One child beside its pool's: it serves one connection, whose client has left without a byte, and
 * is asked to leave. Ending before that is a result like another.
 *
 * <p>{@link #run} waits on the caller's thread; the rest happens on the loop's.
 */
final class Trial implements ChildEvents, AutoCloseable {
  private static final int USAGE = 64;
  private static final int ASKED = 0;

  /**
   * How it went.
   *
   * @param how how the child ended
   * @param fault what it did not do as it should; empty if it served and left
   */
  record Result(WaitStatus how, Optional<String> fault) {

    /** Whether it came as far as to miss its argument, as the one of a probe should. */
    boolean isUsage() {
      return how.equals(new WaitStatus.Exited(USAGE));
    }
  }

  private final EventLoop loop;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final TrialListener listener;
  private final Nursery nursery;
  private final Duration patience;
  private final Alarm limit;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private Child child;
  private boolean ordered;
  private boolean served;
  private String fault;

  /**
   * @param patience after which the child is killed
   * @param output takes what the child prints, line by line
   */
  Trial(EventLoop loop, Launch launch, Duration patience, Consumer<String> output)
      throws IOException {
    this.loop = loop;
    this.patience = patience;
    this.limit = loop.alarm(() -> fail("took longer than " + patience.toSeconds() + " s"));
    try {
      Board board = Board.create(launch.pool(), 1);
      undo.push(board::close);
      this.listener = TrialListener.open();
      undo.push(listener::close);
      this.nursery =
          new Nursery(loop, launch.at(listener.fd()), board, (id, line) -> output.accept(line));
      undo.push(nursery::close);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts the child and waits for its end.
   *
   * @throws IOException if it cannot be started
   */
  Result run() throws IOException {
    loop.execute(this::start);
    try {
      return result.join();
    } catch (CompletionException e) {
      throw new IOException("a child cannot be started: " + e.getCause().getMessage(), e);
    }
  }

  private void start() {
    if (fault != null) {
      result.completeExceptionally(new IOException(fault));
      return;
    }
    try {
      child = nursery.start(0, 0, 0, this);
      limit.set(loop.now() + patience.toNanos());
    } catch (KernelException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  /** Ends the child, or has it not started; from any thread. */
  void cancel() {
    loop.execute(() -> fail("was not let finish"));
  }

  @Override
  public void idle() {
    if (ordered) {
      served = true;
      dismiss();
    } else {
      ordered = true;
      order();
    }
  }

  private void dismiss() {
    try {
      child.drain(ASKED);
    } catch (KernelException e) {
      fail("was not told to leave: " + e.getMessage());
    }
  }

  private void order() {
    try {
      listener.comeAndGo();
      child.order(0, false, 1);
    } catch (IOException e) {
      fail("got no connection: " + e.getMessage());
    }
  }

  @Override
  public void acceptFailed(String why) {
    fail("could not accept: " + why);
  }

  @Override
  public void brokeProtocol(String what) {
    fail("broke the protocol: " + what);
  }

  @Override
  public void unresponsive() {
    fail("does not read its back-channel");
  }

  private void fail(String what) {
    fault = what;
    if (child != null) {
      try {
        child.kill(false);
      } catch (KernelException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void exited(WaitStatus how) {
    child = null;
    limit.clear();
    result.complete(new Result(how, Optional.ofNullable(fault == null ? endFault(how) : fault)));
  }

  private String endFault(WaitStatus how) {
    boolean well = served && how.equals(new WaitStatus.Exited(0));
    return well ? null : "ended with " + how + (served ? "" : " before it had served");
  }

  /** What it is given it would keep from the pool. */
  @Override
  public void asked(SocketRequest request) {
    child.refuse(request.number(), "this child is only tried out, and gets no socket");
  }

  @Override
  public void greeted(boolean pong, boolean async, boolean free, boolean multi) {}

  /** One connection at a time is all that it is asked for. */
  @Override
  public void opened(long connections) {}

  /** Nobody will ever hear of what it has done here. */
  @Override
  public void measured(MetricReport report) {}

  @Override
  public void closed(long connections) {}

  @Override
  public void busy() {}

  @Override
  public void leaving(LeaveReason reason) {}

  /** The patience is the operator's; a worker cannot stretch it. */
  @Override
  public void needsLonger(long millis) {}

  @Override
  public void pong(int nonce) {}

  @Override
  public void channelClosed() {}

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
