package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.Archive;
import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.config.WorkerSettings.TemplateWorker;
import io.preforkd.server.child.ArchiveCache;
import io.preforkd.server.child.ArchiveOutcome;
import io.preforkd.server.child.ArchiveOutcome.Accepted;
import io.preforkd.server.child.ArchiveOutcome.Made;
import io.preforkd.server.child.ArchiveOutcome.Unused;
import io.preforkd.server.child.Births;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.ClassArchive;
import io.preforkd.server.child.ClassData;
import io.preforkd.server.child.Launch;
import io.preforkd.server.child.Nursery;
import io.preforkd.server.child.TemplateBook;
import io.preforkd.server.child.TemplateNursery;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.UserIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools' class-data archives. An archive only makes children smaller and quicker, so no pool
 * waits for one, and whatever is wrong with it is a line in the log and no more.
 *
 * <p>A pool starts with the file that is there. Once its first child was idle, so that the worker
 * is known to work, the {@link Archivist} asks a JVM whether it takes the file, and makes it if
 * not; the pool's later children are started accordingly.
 */
final class Archives {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Logger OUTPUT = LoggerFactory.getLogger("preforkd.output");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EventLoop loop;
  private final Archivist archivist;
  private final Optional<ArchiveCache> cache;
  private final Optional<OwnArchive> own;
  private final Map<String, Runnable> waiting = new ConcurrentHashMap<>();

  private Archives(
      EventLoop loop, Archivist archivist, Optional<ArchiveCache> cache, Optional<OwnArchive> own) {
    this.loop = loop;
    this.archivist = archivist;
    this.cache = cache;
    this.own = own;
  }

  /**
   * Opens the cache folder if a pool wants it; while this process is still root, if it is to become
   * {@code later}.
   */
  static Archives open(
      EventLoop loop, Archivist archivist, DaemonSettings settings, Optional<UserIds> later) {
    boolean isWanted =
        settings.pools().stream()
            .map(PoolSettings::worker)
            .anyMatch(worker -> worker instanceof JavaWorker java && isAuto(java));
    return new Archives(
        loop,
        archivist,
        isWanted ? cache(later) : Optional.empty(),
        later.isEmpty() ? OwnArchive.ofThisProcess(loop, archivist) : Optional.empty());
  }

  private static boolean isAuto(JavaWorker worker) {
    return worker.archive() instanceof Archive.Auto;
  }

  private static Optional<ArchiveCache> cache(Optional<UserIds> later) {
    String folder = System.getProperty("preforkd.cache", "");
    try {
      if (folder.isEmpty()) {
        throw new IOException("no folder is known");
      }
      return Optional.of(ArchiveCache.open(Path.of(folder).toAbsolutePath(), later));
    } catch (IOException e) {
      LOG.warn(
          "class-data archives cannot be kept in {}: {}; Java children start more slowly without."
              + " Set PREFORKD_CACHE to a folder of the daemon's own, or archive: off",
          folder.isEmpty() ? "a cache" : folder,
          e.getMessage());
      return Optional.empty();
    }
  }

  /** What brings the pool's children: with the archive if there is one. */
  Births births(PoolSettings pool, List<Listener> listeners, Board board, TemplateBook templates)
      throws KernelException {
    Launch without = Launches.of(pool, listeners, ClassData.NONE);
    return pool.worker() instanceof TemplateWorker
        ? new TemplateNursery(loop, without, board, templates)
        : nursery(pool, without, listeners, board);
  }

  private Nursery nursery(PoolSettings pool, Launch without, List<Listener> listeners, Board board)
      throws KernelException {
    Optional<Path> file = file(pool);
    if (file.isEmpty()) {
      return new Nursery(loop, without, board);
    }
    Launch with = Launches.of(pool, listeners, ClassData.from(file.get()));
    Optional<UserIds> user = Launches.user(pool.process());
    Nursery nursery = new Nursery(loop, Files.exists(file.get()) ? with : without, board);
    Consumer<ArchiveOutcome> then =
        outcome -> {
          markUse(file.get(), outcome);
          loop.execute(
              () -> {
                nursery.startBy(outcome instanceof Unused ? without : with);
                log(pool.name(), file.get(), outcome);
              });
        };
    waiting.put(
        pool.name(), () -> archivist.ready(() -> archive(pool, listeners, file.get(), user), then));
    return nursery;
  }

  /** The pool's worker has been seen to work, so that its archive is worth the effort. */
  void poolIsReady(String pool) {
    Runnable job = waiting.remove(pool);
    if (job != null) {
      job.run();
    }
  }

  /** All pools are. A daemon that has given root up cannot write what the next one trusts. */
  void daemonIsReady() {
    own.ifPresent(OwnArchive::daemonIsReady);
  }

  /** The worker that the pool was to have does not work. */
  void forget(String pool) {
    waiting.remove(pool);
  }

  /** Where the pool's archive is, or is to be; empty if it shall, or can, have none. */
  private Optional<Path> file(PoolSettings pool) throws KernelException {
    if (!(pool.worker() instanceof JavaWorker java)) {
      return Optional.empty();
    }
    if (java.archive() instanceof Archive.At at) {
      return Optional.of(at.file());
    }
    return isAuto(java) && cache.isPresent() ? cached(cache.get(), pool, java) : Optional.empty();
  }

  private static Optional<Path> cached(ArchiveCache cache, PoolSettings pool, JavaWorker java)
      throws KernelException {
    Optional<UserIds> user = Launches.user(pool.process());
    try {
      return Optional.of(cache.file(java, user));
    } catch (IOException e) {
      LOG.info(
          "pool={} has no class-data archive: {}; children start without",
          pool.name(),
          e.getMessage());
      return Optional.empty();
    }
  }

  private ClassArchive archive(
      PoolSettings pool, List<Listener> listeners, Path file, Optional<UserIds> user) {
    return new ClassArchive(
        loop,
        file,
        data -> Launches.inBackground(pool, listeners, data),
        user,
        PATIENCE,
        line -> OUTPUT.info("pool={} training | {}", pool.name(), line),
        () -> isAsNamed(pool, file));
  }

  /** Under the old name the classes of a new jar would be run when the old one comes back. */
  private boolean isAsNamed(PoolSettings pool, Path file) {
    try {
      return file(pool).filter(file::equals).isPresent();
    } catch (KernelException e) {
      return false;
    }
  }

  /** A folder that cannot be kept tidy, as one that is read-only, still serves. */
  private void markUse(Path file, ArchiveOutcome outcome) {
    if (cache.isPresent() && !(outcome instanceof Unused)) {
      try {
        cache.get().used(file);
      } catch (IOException e) {
        LOG.debug("class-data archives cannot be tidied up", e);
      }
    }
  }

  private static void log(String pool, Path file, ArchiveOutcome outcome) {
    if (outcome instanceof Accepted) {
      LOG.info("pool={} class-data archive {} accepted", pool, file);
    } else if (outcome instanceof Made made) {
      LOG.info(
          "pool={} class-data archive {} made in {} ms, since it {}; children start with it from now on",
          pool,
          file,
          made.millis(),
          made.wasThere() ? "did not fit" : "was missing");
    } else if (outcome instanceof Unused unused) {
      LOG.warn(
          "pool={} class-data archive {} is not used: {}; children start without it",
          pool,
          file,
          unused.why());
    }
  }
}
