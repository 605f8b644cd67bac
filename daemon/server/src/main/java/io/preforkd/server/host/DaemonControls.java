package io.preforkd.server.host;

import io.preforkd.config.Log;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.SizeOrder;
import io.preforkd.server.control.Controls;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.journal.Decision;
import io.preforkd.server.journal.JournalText;
import io.preforkd.server.log.LogException;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.DaemonDetail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Carries out on the event loop what comes in by the control socket. */
final class DaemonControls implements Controls {
  private static final Duration LOOP_PATIENCE = Duration.ofSeconds(1);
  private static final String NAME = "control";

  private final Daemon daemon;
  private final EventLoop loop;
  private final String version;

  DaemonControls(Daemon daemon, EventLoop loop, String version) {
    this.daemon = daemon;
    this.loop = loop;
    this.version = version;
  }

  @Override
  public CompletableFuture<String> reload(boolean all) {
    return daemon.reload(all, NAME);
  }

  @Override
  public CompletableFuture<String> upgrade(int reply) {
    return daemon.upgrade(reply, NAME);
  }

  private interface Task<T> {
    T run() throws Refusal;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void ping() throws Refusal {
    onLoop(() -> null);
  }

  @Override
  public DaemonDetail detail() throws Refusal {
    return onLoop(daemon::detail);
  }

  /** Of a pool that is gone decisions may be left; a name that never was is a mistake. */
  @Override
  public List<Decision> decisions(Optional<String> pool) throws Refusal {
    List<Decision> all = onLoop(() -> daemon.journal().decisions());
    if (pool.isEmpty()) {
      return all;
    }
    List<Decision> found = all.stream().filter(one -> one.pool().equals(pool.get())).toList();
    if (found.isEmpty()) {
      onLoop(() -> find(pool.get()));
    }
    return found;
  }

  @Override
  public JournalText journal() throws Refusal {
    return onLoop(() -> daemon.journal().entries());
  }

  @Override
  public void stop(boolean now) throws Refusal {
    onLoop(
        () -> {
          if (now) {
            daemon.stopAtOnce(NAME);
          } else {
            daemon.stop(NAME);
          }
          return null;
        });
  }

  @Override
  public OptionalInt end() {
    return daemon.exitCode();
  }

  @Override
  public boolean isGuest() {
    return daemon.isGuest();
  }

  @Override
  public void scale(String pool, SizeOrder order) throws Refusal {
    onLoop(
        () -> {
          PoolHost host = findUnchanging(pool).host();
          requirePossible(pool, order, host.pool().status());
          host.scale(order, NAME);
          return null;
        });
  }

  private static void requirePossible(String pool, SizeOrder order, PoolStatus status)
      throws Refusal {
    int active = status.idle() + status.busy() + status.starting();
    long wanted = 1;
    if (order instanceof SizeOrder.To to) {
      wanted = to.children();
    } else if (order instanceof SizeOrder.By by) {
      wanted = (long) status.held().orElse(active) + by.children();
    }
    if (wanted < 1 || wanted > status.spec().max()) {
      throw new Refusal(
          Kind.DATA,
          "pool " + pool + " can have 1 to " + status.spec().max() + " children, not " + wanted);
    }
  }

  @Override
  public boolean isSized(String pool) throws Refusal {
    return onLoop(() -> find(pool).host().isSized());
  }

  @Override
  public long kill(String pool, int slot) throws Refusal {
    return onLoop(() -> find(pool).kill(slot).orElseThrow(() -> vacant(pool, slot)));
  }

  private static Refusal vacant(String pool, int slot) {
    return new Refusal(
        Kind.DATA, "pool " + pool + " has no child in slot " + slot + "; see status");
  }

  @Override
  public boolean isGone(String pool, int slot, long generation) throws Refusal {
    return onLoop(() -> find(pool).isGone(slot, generation));
  }

  @Override
  public List<Long> recycle(String pool, OptionalInt slot) throws Refusal {
    return onLoop(
        () -> {
          List<Long> generations = findUnchanging(pool).host().recycle(slot);
          if (slot.isPresent() && generations.isEmpty()) {
            throw vacant(pool, slot.getAsInt());
          }
          return generations;
        });
  }

  @Override
  public boolean isReplaced(String pool, List<Long> generations) throws Refusal {
    return onLoop(() -> find(pool).isReplaced(generations));
  }

  @Override
  public void logLevel(Log.Level level) throws Refusal {
    requireLog(daemon.logLevel(level));
  }

  /** Not on the loop, since a disk may be slow. */
  @Override
  public void reopenLogs() throws Refusal {
    try {
      requireLog(daemon.reopenLogs(NAME));
    } catch (LogException e) {
      throw new Refusal(Kind.FAILED, e.getMessage() + "; the file that is open goes on");
    }
  }

  private static void requireLog(boolean isOurs) throws Refusal {
    if (!isOurs) {
      throw new Refusal(
          Kind.UNAVAILABLE,
          "preforkd is a part of another program here, which decides what is logged");
    }
  }

  private Service findUnchanging(String pool) throws Refusal {
    Service service = find(pool);
    if (service.isChanging()) {
      throw new Refusal(Kind.TIMEOUT, "pool " + pool + " is being opened or reloaded; try again");
    }
    return service;
  }

  private Service find(String pool) throws Refusal {
    return daemon.services().stream()
        .filter(service -> service.name().equals(pool))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Kind.DATA,
                    "there is no pool named "
                        + pool
                        + "; there are "
                        + String.join(
                            ", ", daemon.services().stream().map(Service::name).toList())));
  }

  private <T> T onLoop(Task<T> task) throws Refusal {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      loop.execute(() -> run(task, answer));
      return answer.get(LOOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new Refusal(Kind.TIMEOUT, "the event loop does not answer");
    } catch (RejectedExecutionException e) {
      throw new Refusal(Kind.UNAVAILABLE, "the daemon has ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Kind.UNAVAILABLE, "the daemon ends");
    }
  }

  private static <T> void run(Task<T> task, CompletableFuture<T> answer) {
    try {
      answer.complete(task.run());
    } catch (Refusal | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
