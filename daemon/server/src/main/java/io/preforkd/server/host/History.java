package io.preforkd.server.host;

import io.preforkd.server.snapshot.Moment;
import io.preforkd.server.snapshot.PoolSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The last hour of all pools, in memory: from the first second in which all serve, or from {@link
 * #LATEST_BEGINNING} on if one does not come to that. Loop thread only.
 */
final class History implements Observer {
  /** Seconds from one moment to the next. */
  static final int INTERVAL = 10;

  static final int MOST = 3600 / INTERVAL;

  /** Seconds: so long a start may take without a sample. */
  static final int LATEST_BEGINNING = 60;

  private final Deque<Moment> moments = new ArrayDeque<>();
  private boolean hasBegun;
  private int secondsBefore;
  private int seconds;

  @Override
  public void ready() {
    hasBegun = true;
  }

  @Override
  public void everySecond(Supplier<List<PoolSnapshot>> pools) {
    hasBegun = hasBegun || secondsBefore++ == LATEST_BEGINNING;
    if (hasBegun && seconds++ % INTERVAL == 0) {
      add(pools.get());
    }
  }

  private void add(List<PoolSnapshot> pools) {
    if (moments.size() == MOST) {
      moments.removeFirst();
    }
    moments.addLast(
        new Moment(
            System.nanoTime(),
            pools.stream().collect(Collectors.toMap(PoolSnapshot::name, Moment.Reading::of))));
  }

  /** The oldest first. */
  List<Moment> moments() {
    return List.copyOf(moments);
  }
}
