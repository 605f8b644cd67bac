package io.preforkd.server.embed;

import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.sys.WaitStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a child has ended, and why.
 *
 * @param slot its place in the pool, from 0
 * @param generation counts the pool's children
 * @param pid the process that it was
 * @param cause as in the metric preforkd_pool_exits_total: what preforkd wanted of it, or else
 *     {@code exit}, {@code error}, {@code signal}, {@code limit} or {@code oom}
 * @param exitCode 0 to 255; empty if a signal ended it
 * @param signal for example {@code SIGKILL}; empty if it exited
 * @param age from its spawn on
 * @param accepted connections it has had
 * @param finished those that it served to their end
 * @param failed those that an exception of the handler ended
 */
public record ChildExit(
    String pool,
    int slot,
    long generation,
    int pid,
    String cause,
    OptionalInt exitCode,
    Optional<String> signal,
    Duration age,
    long accepted,
    long finished,
    long failed) {

  static ChildExit of(ExitView exit) {
    BoardCounts counts = exit.connections();
    return new ChildExit(
        exit.child().pool(),
        exit.child().slot(),
        exit.child().generation(),
        exit.child().pid(),
        exit.cause(),
        exit.how() instanceof WaitStatus.Exited exited
            ? OptionalInt.of(exited.code())
            : OptionalInt.empty(),
        exit.how() instanceof WaitStatus.Killed killed
            ? Optional.of(killed.name())
            : Optional.empty(),
        Duration.ofNanos(exit.ageNanos()),
        counts.accepted(),
        counts.finished(),
        counts.failed());
  }

  /** Connections that died with it. */
  public long lost() {
    return accepted - finished - failed;
  }
}
