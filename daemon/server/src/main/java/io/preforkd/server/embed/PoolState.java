package io.preforkd.server.embed;

import io.preforkd.pool.PoolStatus;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.snapshot.SlotView;
import io.preforkd.server.sys.AcceptQueue;
import java.util.List;

/**
 * A pool at one moment.
 *
 * @param isReady whether clients should be sent
 * @param idle children that wait for clients
 * @param busy children that serve, or were just ordered to accept
 * @param starting children that were never idle yet
 * @param leaving children that were told to go, or killed
 * @param backlog connections that nobody has accepted yet
 * @param accepted connections accepted since the start, by all children, dead or living
 * @param finished those that were served to their end
 * @param failed those that an exception of the handler ended
 * @param youngDeaths children in a row that died young of their own
 * @param addresses where it listens: {@code 127.0.0.1:80}, {@code unix:/run/x.sock}
 * @param children in the order of their slots
 */
public record PoolState(
    String name,
    boolean isReady,
    int idle,
    int busy,
    int starting,
    int leaving,
    int backlog,
    long accepted,
    long finished,
    long failed,
    int youngDeaths,
    List<String> addresses,
    List<ChildState> children) {
  public PoolState {
    addresses = List.copyOf(addresses);
    children = List.copyOf(children);
  }

  static PoolState of(PoolSnapshot pool, List<SlotView> slots) {
    PoolStatus status = pool.status();
    BoardCounts counts = pool.connections();
    return new PoolState(
        pool.name(),
        pool.isReady(),
        status.idle(),
        status.busy(),
        status.starting(),
        status.leaving(),
        pool.queues().values().stream().mapToInt(AcceptQueue.Depth::length).sum(),
        counts.accepted(),
        counts.finished(),
        counts.failed(),
        status.youngDeaths(),
        List.copyOf(pool.queues().keySet()),
        slots.stream().map(slot -> ChildState.of(pool.name(), slot)).toList());
  }

  /** Whether it is ready, nobody is served or waits, and no child starts. */
  boolean isAtRest() {
    return isReady && busy == 0 && starting == 0 && backlog == 0;
  }

  /** For messages. */
  String inWords() {
    return String.format(
        "pool %s: ready=%b idle=%d busy=%d starting=%d backlog=%d young-deaths=%d",
        name, isReady, idle, busy, starting, backlog, youngDeaths);
  }
}
