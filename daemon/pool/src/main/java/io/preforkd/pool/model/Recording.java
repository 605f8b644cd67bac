package io.preforkd.pool.model;

import io.preforkd.pool.Action;
import io.preforkd.pool.Event;
import io.preforkd.pool.journal.Entry;
import io.preforkd.pool.journal.PoolImage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * The load that a journal has of a pool, whatever editions it had.
 *
 * <p>A journal knows when a connection was accepted and when it ended. When it came it knows if the
 * pool watched for it; otherwise {@link Accepted} makes the best of what the pool was told.
 */
public final class Recording {
  /** Within this time a watch fires, even on a busy machine, that finds somebody who waits. */
  private static final long AT_ONCE = 2_000_000L;

  private final String pool;
  private final Set<Integer> editions = new HashSet<>();
  private final Map<Long, RecordedChild> children = new HashMap<>();
  private final Random lots = new Random(1);
  private final Accepted accepted = new Accepted(lots);
  private long first = -1;
  private long watchedSince;
  private long last;
  private long startTimes;
  private int starts;

  /**
   * @param pool its name
   */
  public Recording(String pool) {
    this.pool = pool;
  }

  /**
   * The next entry of the journal.
   *
   * @throws IllegalArgumentException if the pool is one whose journal does not know who was served
   *     when
   */
  public void add(Entry entry) {
    if (entry instanceof Entry.Snapshot snapshot) {
      snapshot.pools().forEach(this::know);
    } else if (entry instanceof Entry.Opened opened) {
      know(opened.pool());
    } else if (entry instanceof Entry.Told told && editions.contains(told.pool())) {
      add(told);
    }
  }

  private void know(PoolImage image) {
    if (!image.name().equals(pool)) {
      return;
    }
    if (image.spec().dispatch().isUnordered()) {
      throw new IllegalArgumentException(
          "the children of " + pool + " accepted without orders: it does not say when");
    }
    editions.add(image.id());
  }

  private void add(Entry.Told told) {
    first = first < 0 ? told.now() : first;
    last = told.now();
    hear(told.event(), told.now());
    for (Action action : told.actions()) {
      watchedSince = action instanceof Action.Watch ? told.now() : watchedSince;
      if (action instanceof Action.Spawn spawn) {
        children.put(
            spawn.generation(), new RecordedChild(accepted, lots, OptionalLong.of(told.now())));
      }
    }
  }

  private void hear(Event event, long now) {
    if (event instanceof Event.ConnectionPending) {
      came(now);
    } else if (event instanceof Event.Backlog backlog) {
      accepted.waited(now, backlog.connections());
    } else if (event instanceof Event.ChildIdle idle) {
      child(idle.generation()).spawnedAt().ifPresent(at -> started(now - at));
      child(idle.generation()).idle(now, idle.connections());
    } else if (event instanceof Event.ChildBusy busy) {
      child(busy.generation()).busy(now);
    } else if (event instanceof Event.ChildOpened opened) {
      child(opened.generation()).opened(now, opened.connections());
    } else if (event instanceof Event.ChildClosed closed) {
      child(closed.generation()).closed(now, closed.connections());
    } else if (event instanceof Event.ChildExited exited) {
      child(exited.generation()).ended(now);
      children.remove(exited.generation());
    }
  }

  /** Until a watch fires nobody waits; one that fires at once may have found more than one. */
  private void came(long now) {
    if (now - watchedSince > AT_ONCE) {
      accepted.waited(now - 1, 0);
      accepted.waited(now, 1);
    }
  }

  private RecordedChild child(long generation) {
    return children.computeIfAbsent(
        generation, unknown -> new RecordedChild(accepted, lots, OptionalLong.empty()));
  }

  private void started(long time) {
    startTimes += time;
    starts++;
  }

  /** The mean from spawn to first idle, nanoseconds; empty if nobody was started. */
  public OptionalLong startTime() {
    return starts == 0 ? OptionalLong.empty() : OptionalLong.of(startTimes / starts);
  }

  /**
   * The load from the first event to the last.
   *
   * @throws IllegalArgumentException if there is no such pool, or nobody came
   */
  public Load load() {
    if (editions.isEmpty()) {
      throw new IllegalArgumentException("it has no pool " + pool);
    }
    children.values().forEach(child -> child.ended(last));
    return accepted.load(first, last);
  }
}
