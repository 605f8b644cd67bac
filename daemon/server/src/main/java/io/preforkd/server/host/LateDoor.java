package io.preforkd.server.host;

import io.preforkd.server.background.Helpers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket by which the daemon is asked, without which it may be allowed to go on. If another
 * program has it, such as a daemon that still serves its last clients, it is tried again until it
 * can be had or nobody wants it.
 */
final class LateDoor<T> {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final String name;
  private final Opening<T> opening;
  private final Optional<T> atOnce;
  private final boolean mayComeLater;

  private LateDoor(String name, Opening<T> opening, Optional<T> atOnce, boolean mayComeLater) {
    this.name = name;
    this.opening = opening;
    this.atOnce = atOnce;
    this.mayComeLater = mayComeLater;
  }

  /** Opens the socket; none if there is to be none. */
  interface Opening<T> {
    Optional<T> open() throws StartupException;
  }

  /**
   * Tries it once.
   *
   * @param name of the thread that will wait for it
   * @param isRequired whether it is a failure that it cannot be had
   */
  static <T> LateDoor<T> of(String name, boolean isRequired, Opening<T> opening)
      throws StartupException {
    try {
      return new LateDoor<>(name, opening, opening.open(), false);
    } catch (StartupException e) {
      if (isRequired) {
        throw e;
      }
      return new LateDoor<>(name, opening, Optional.empty(), goesOnWithout(e));
    }
  }

  /** Says so; false if it will not be there later either. */
  private static boolean goesOnWithout(StartupException refused) {
    boolean mayComeLater = refused.cause() == StartupException.Cause.ADDRESS;
    if (mayComeLater) {
      LOG.warn("{}; preforkd goes on without it until it can be had", refused.getMessage());
    } else {
      LOG.warn("{}; preforkd goes on without it", refused.getMessage());
    }
    return mayComeLater;
  }

  /** What there was at once. */
  Optional<T> atOnce() {
    return atOnce;
  }

  /** Uses it now, or on a thread of its own once it can be had. */
  void use(Daemon daemon, Consumer<T> user) {
    atOnce.ifPresent(user);
    if (mayComeLater) {
      Helpers.named(name).newThread(() -> await(daemon, user)).start();
    }
  }

  private void await(Daemon daemon, Consumer<T> user) {
    try {
      boolean isAwaited = true;
      while (isAwaited && daemon.isWanted(PAUSE)) {
        isAwaited = isStillAway(user);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStillAway(Consumer<T> user) {
    try {
      opening.open().ifPresent(user);
      return false;
    } catch (StartupException e) {
      return e.cause() == StartupException.Cause.ADDRESS || goesOnWithout(e);
    }
  }
}
