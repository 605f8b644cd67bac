package io.preforkd.server.host;

import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.Quota;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import java.util.Optional;

/**
 * Ends the wait for a pool's first child where none may be started: of such a pool nothing is heard
 * that it could be judged by. Loop thread only.
 */
final class StartLimit {
  private final EventLoop loop;
  private final Pool pool;
  private final Quota quota;
  private final Runnable whenOver;
  private final Alarm alarm;
  private int deaths;
  private Optional<String> failure = Optional.empty();

  /**
   * @param whenOver called when there is a {@link #failure}
   */
  StartLimit(EventLoop loop, Pool pool, Quota quota, Runnable whenOver) {
    this.loop = loop;
    this.pool = pool;
    this.quota = quota;
    this.whenOver = whenOver;
    this.alarm = loop.alarm(this::ring);
    set();
  }

  /** Why no child has been started; empty as long as one may yet be. */
  Optional<String> failure() {
    return failure;
  }

  void end() {
    alarm.clear();
  }

  private void set() {
    PoolStatus status = pool.status();
    alarm.set(loop.now() + status.spec().startTimeout() + status.pauseNanos());
  }

  /** A child that lives, or has died meanwhile, is judged by what it does itself. */
  private void ring() {
    PoolStatus status = pool.status();
    if (status.living() > 0 || status.youngDeaths() != deaths) {
      deaths = status.youngDeaths();
      set();
      return;
    }
    failure = Optional.of("no child could be started within start-timeout: " + cause(status));
    whenOver.run();
  }

  private String cause(PoolStatus status) {
    return status.pressure() == Pressure.NONE
        ? "max-children, " + quota.limit() + ", leaves no room for one"
        : "memory is short";
  }
}
