package io.preforkd.server.host;

import io.preforkd.config.EffectiveConfig;
import io.preforkd.config.LoadedConfig;
import io.preforkd.server.background.Helpers;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.ConfigState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the configuration, one time after the other, on a thread that is there only meanwhile: to
 * read files, to resolve names and to wait for children is nothing for the event loop.
 */
final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final double MILLIS = 1e3;
  private static final double SECOND = 1e9;

  private final Path file;
  private final Supplier<LoadedConfig> source;
  private final EventLoop loop;
  private final Daemon daemon;
  private final PoolFactory factory;
  private final Archives archives;
  private final String version;
  private final Map<Boolean, CompletableFuture<String>> waiting = new HashMap<>();
  private final ThreadPoolExecutor thread = Helpers.oneByOne(Helpers.named("reload"));
  private final InForce inForce;
  private volatile ConfigState state;

  /**
   * @param file what {@code loaded} was read from
   * @param source reads it anew
   * @param state what became of that
   */
  Reloader(
      Path file,
      Supplier<LoadedConfig> source,
      LoadedConfig loaded,
      ConfigState state,
      EventLoop loop,
      Daemon daemon,
      PoolFactory factory,
      Archives archives,
      String version) {
    this.file = file.toAbsolutePath();
    this.source = source;
    this.loop = loop;
    this.daemon = daemon;
    this.factory = factory;
    this.archives = archives;
    this.version = version;
    this.inForce = new InForce(loaded);
    this.state = state;
  }

  /** A configuration that was read this moment. */
  static ConfigState isLoaded(LoadedConfig loaded) {
    return new ConfigState(loaded.hash(), true, now(), 0);
  }

  private static double now() {
    return System.currentTimeMillis() / MILLIS;
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / SECOND;
  }

  ConfigState state() {
    return state;
  }

  /** What is in force, as far as pools have not kept an old edition. */
  EffectiveConfig effective() {
    return inForce.effective();
  }

  /**
   * Reloads when those before it are done; one like it that waits for that, too, will read what is
   * there now, so that it does for both.
   *
   * @param all whether every pool gets a new edition
   * @return what was done in words, or a {@link Refusal} as the failure
   */
  CompletableFuture<String> reload(boolean all, String who) {
    synchronized (waiting) {
      CompletableFuture<String> first = waiting.get(all);
      if (first == null || first.isDone()) {
        first =
            submit(
                outcome -> {
                  begins(all);
                  reload(all, who, outcome);
                });
        waiting.put(all, first);
      }
      return first.copy();
    }
  }

  /** It reads what every HUP until now was sent for. */
  private void begins(boolean all) {
    synchronized (waiting) {
      waiting.remove(all);
    }
    daemon.forgetHangUps();
  }

  /**
   * Upgrades in place when the reloads before it are done.
   *
   * @param reply see {@link Upgrade#run}
   * @return a {@link Refusal} as the failure; if all goes well nobody is there to see it
   */
  CompletableFuture<String> upgrade(int reply, String who) {
    return submit(outcome -> upgrade(reply, who, outcome));
  }

  private CompletableFuture<String> submit(Consumer<CompletableFuture<String>> job) {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    try {
      thread.execute(() -> perform(job, outcome));
    } catch (RejectedExecutionException e) {
      outcome.completeExceptionally(new Refusal(Refusal.Kind.UNAVAILABLE, "the daemon ends"));
    } catch (OutOfMemoryError e) { // among others if the system has no thread for us
      String why = "the daemon cannot start a thread: " + e.getMessage();
      LOG.error("reload: {}; ask again", why);
      daemon.forgetHangUps();
      outcome.completeExceptionally(new Refusal(Refusal.Kind.TIMEOUT, why));
    }
    return outcome;
  }

  /** There is nothing to change before the pools have been opened. */
  private void perform(Consumer<CompletableFuture<String>> job, CompletableFuture<String> outcome) {
    daemon.opening().join();
    job.accept(outcome);
  }

  private void reload(boolean all, String who, CompletableFuture<String> outcome) {
    LOG.info("reload: {} asks for it; reading {}", who, file);
    daemon.tell(observer -> observer.reloads(who));
    long began = System.nanoTime();
    try {
      Reload reload = new Reload(source, inForce, loop, daemon, factory, archives);
      String done = reload.run(all);
      state = new ConfigState(reload.hash(), true, now(), secondsSince(began));
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      LOG.info("reload done after {} ms: {}", millis, done);
      daemon.tell(observer -> observer.reloaded(Optional.empty()));
      outcome.complete(done);
    } catch (Refusal | RuntimeException | Error e) {
      state = new ConfigState(state.hash(), false, state.loadedAt(), secondsSince(began));
      Refusal refusal = refusal(e, line -> LOG.error("reload: {}", line));
      daemon.tell(observer -> observer.reloaded(Optional.of(refusal.getMessage())));
      outcome.completeExceptionally(refusal);
    }
  }

  private void upgrade(int reply, String who, CompletableFuture<String> outcome) {
    LOG.info("upgrade: {} asks for it", who);
    daemon.tell(observer -> observer.upgrades(who));
    try {
      Upgrade upgrade = new Upgrade(file, inForce, state, loop, daemon, factory.seed(), version);
      upgrade.run(reply);
    } catch (Refusal | RuntimeException | Error e) {
      Refusal refusal = refusal(e, line -> LOG.error("upgrade: {}", line));
      daemon.tell(observer -> observer.notUpgraded(refusal.getMessage()));
      outcome.completeExceptionally(refusal);
    }
  }

  private Refusal refusal(Throwable e, Consumer<String> log) {
    if (e instanceof Refusal refusal) {
      e.getMessage().lines().forEach(log);
      return refusal;
    }
    loop.report(e);
    return new Refusal(Refusal.Kind.SOFTWARE, "a fault in preforkd itself, see its log: " + e);
  }

  /** Begins no other. */
  void stop() {
    thread.shutdownNow();
  }
}
