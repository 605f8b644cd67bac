package io.preforkd.server.host;

import io.preforkd.config.LoadedConfig;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.ConfigState;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the configuration, one time after the other, on a thread that is there only meanwhile: to
 * read files, to resolve names and to wait for children is nothing for the event loop.
 */
final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final double MILLIS = 1e3;

  private final Path file;
  private final EventLoop loop;
  private final Daemon daemon;
  private final PoolFactory factory;
  private final Archives archives;
  private final AtomicBoolean hangUpWaits = new AtomicBoolean();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Reloader::thread);
  private InForce inForce;
  private volatile ConfigState state;

  /**
   * @param file what {@code loaded} was read from
   */
  Reloader(
      Path file,
      LoadedConfig loaded,
      EventLoop loop,
      Daemon daemon,
      PoolFactory factory,
      Archives archives) {
    this.file = file.toAbsolutePath();
    this.loop = loop;
    this.daemon = daemon;
    this.factory = factory;
    this.archives = archives;
    this.inForce = new InForce(loaded.settings().orElseThrow());
    this.state = new ConfigState(loaded.hash(), true, now());
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable body) {
    Thread made = new Thread(body, "reload");
    made.setDaemon(true);
    return made;
  }

  private static double now() {
    return System.currentTimeMillis() / MILLIS;
  }

  ConfigState state() {
    return state;
  }

  /** HUP: several of them before their turn has come are one. */
  void hangUp() {
    if (hangUpWaits.compareAndSet(false, true)) {
      var ignored = submit(false, "HUP", () -> hangUpWaits.set(false));
    }
  }

  /**
   * Reloads when those before it are done.
   *
   * @param all whether every pool gets a new edition
   * @return what was done in words, or a {@link Refusal} as the failure
   */
  CompletableFuture<String> reload(boolean all, String who) {
    return submit(all, who, () -> {});
  }

  private CompletableFuture<String> submit(boolean all, String who, Runnable first) {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            first.run();
            run(all, who, outcome);
          });
    } catch (RejectedExecutionException e) {
      outcome.completeExceptionally(new Refusal(Refusal.Kind.UNAVAILABLE, "the daemon ends"));
    }
    return outcome;
  }

  private void run(boolean all, String who, CompletableFuture<String> outcome) {
    LOG.info("reload: {} asks for it; reading {}", who, file);
    long began = System.nanoTime();
    try {
      Reload reload = new Reload(file, inForce, loop, daemon, factory, archives);
      String done = reload.run(all);
      state = new ConfigState(reload.hash(), true, now());
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      LOG.info("reload done after {} ms: {}", millis, done);
      outcome.complete(done);
    } catch (Refusal e) {
      state = new ConfigState(state.hash(), false, state.loadedAt());
      e.getMessage().lines().forEach(line -> LOG.error("reload: {}", line));
      outcome.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      state = new ConfigState(state.hash(), false, state.loadedAt());
      loop.report(e);
      outcome.completeExceptionally(
          new Refusal(Refusal.Kind.SOFTWARE, "a fault in preforkd itself, see its log: " + e));
    }
  }

  /** Begins no other. */
  void stop() {
    thread.shutdownNow();
  }
}
