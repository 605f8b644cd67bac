package io.preforkd.server.child;

import io.preforkd.server.child.Trial.Result;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.UserIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The class-data archive that a pool's Java children share: the classes they load, in the form that
 * the JVM maps instead of parsing them.
 *
 * <p>A JVM does without an archive that was made by another JDK, with another class path or other
 * jars, and says little or nothing of it. So a JVM is asked, by {@code -Xshare:on}, which makes
 * that a fault; and if it is one, a training child makes the archive anew.
 */
public final class ClassArchive {

  /** Makes the pool's launch, with these options about class data. */
  public interface Launcher {
    Launch with(ClassData data) throws KernelException;
  }

  private final EventLoop loop;
  private final Path file;
  private final Launcher launcher;
  private final Optional<UserIds> user;
  private final Duration patience;
  private final Consumer<String> training;
  private final BooleanSupplier isAsNamed;
  private Trial trial;
  private boolean isCancelled;

  /**
   * @param file absolute
   * @param user the children's, if it is not the daemon's
   * @param patience how long a training child, and a JVM that is asked, may take
   * @param training takes what the training child prints, line by line
   * @param isAsNamed whether the class path still holds what the file is named by; asked when the
   *     archive has been made
   */
  public ClassArchive(
      EventLoop loop,
      Path file,
      Launcher launcher,
      Optional<UserIds> user,
      Duration patience,
      Consumer<String> training,
      BooleanSupplier isAsNamed) {
    this.loop = loop;
    this.file = file;
    this.launcher = launcher;
    this.user = user;
    this.patience = patience;
    this.training = training;
    this.isAsNamed = isAsNamed;
  }

  /** Sees to it that the archive is there and fits; not on the loop's thread, since it waits. */
  public ArchiveOutcome ready() {
    try {
      boolean wasThere = Files.exists(file);
      if (wasThere && objection().isEmpty()) {
        return new ArchiveOutcome.Accepted();
      }
      long began = System.nanoTime();
      make();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      return objection()
          .<ArchiveOutcome>map(why -> new ArchiveOutcome.Unused("it was made anew, but " + why))
          .orElse(new ArchiveOutcome.Made(millis, wasThere));
    } catch (IOException e) {
      return new ArchiveOutcome.Unused(e.getMessage());
    }
  }

  /** Why the JVM does not take the archive; empty if it does. */
  private Optional<String> objection() throws IOException {
    StringBuilder words = new StringBuilder();
    try (Trial probe =
        new Trial(
            loop,
            launcher.with(ClassData.probe(file)),
            patience,
            line -> words.append(words.isEmpty() ? ": " : " / ").append(line))) {
      Result result = run(probe);
      return result.isUsage()
          ? Optional.empty()
          : Optional.of("the JVM refuses it with " + result.how() + words);
    }
  }

  private void make() throws IOException {
    try (ArchiveFolder folder = ArchiveFolder.beside(file, user);
        Trial trial =
            new Trial(loop, launcher.with(ClassData.into(folder.file())), patience, training)) {
      Optional<String> fault = run(trial).fault();
      if (fault.isPresent()) {
        throw new IOException("the training child " + fault.get());
      }
      if (!isAsNamed.getAsBoolean()) {
        throw new IOException("its jars have changed meanwhile");
      }
      folder.publish();
    }
  }

  private Result run(Trial next) throws IOException {
    synchronized (this) {
      trial = next;
      if (isCancelled) {
        next.cancel();
      }
    }
    return next.run();
  }

  /** Ends what {@link #ready} does; from any thread, and while the loop still runs. */
  public synchronized void cancel() {
    isCancelled = true;
    if (trial != null) {
      trial.cancel();
    }
  }
}
