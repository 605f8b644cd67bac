package io.preforkd.server.host;

import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.Archive;
import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.server.child.ArchiveOutcome;
import io.preforkd.server.child.ArchiveOutcome.Accepted;
import io.preforkd.server.child.ArchiveOutcome.Made;
import io.preforkd.server.child.ArchiveOutcome.Unused;
import io.preforkd.server.child.ClassArchive;
import io.preforkd.server.child.ClassData;
import io.preforkd.server.child.Launch;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.KernelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readies a pool's class-data archive before its first child starts. An archive only makes children
 * smaller and quicker, so whatever is wrong with it is a warning and no more.
 */
final class Archives {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Logger OUTPUT = LoggerFactory.getLogger("preforkd.output");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Archives() {}

  /**
   * How the pool's children are started: with the archive, if there is one that their JVM takes.
   */
  static Launch launch(EventLoop loop, PoolSettings pool, List<Listener> listeners)
      throws KernelException {
    ClassData data = ClassData.NONE;
    if (pool.worker() instanceof JavaWorker java && java.archive() instanceof Archive.At at) {
      ArchiveOutcome outcome = archive(loop, pool, listeners, at.file()).ready();
      log(pool.name(), at.file(), outcome);
      data = outcome instanceof Unused ? ClassData.NONE : ClassData.from(at.file());
    }
    return Launches.of(pool, listeners, data);
  }

  private static ClassArchive archive(
      EventLoop loop, PoolSettings pool, List<Listener> listeners, Path file)
      throws KernelException {
    return new ClassArchive(
        loop,
        file,
        data -> Launches.of(pool, listeners, data),
        Launches.user(pool.process()),
        PATIENCE,
        line -> OUTPUT.info("pool={} training | {}", pool.name(), line));
  }

  private static void log(String pool, Path file, ArchiveOutcome outcome) {
    if (outcome instanceof Accepted) {
      LOG.info("pool={} class-data archive {} accepted", pool, file);
    } else if (outcome instanceof Made made) {
      String why = made.wasThere() ? "did not fit" : "was missing";
      LOG.info("pool={} class-data archive {} made in {} ms: {}", pool, file, made.millis(), why);
    } else if (outcome instanceof Unused unused) {
      LOG.warn(
          "pool={} class-data archive {} is not used: {}; children start without it",
          pool,
          file,
          unused.why());
    }
  }
}
