package io.preforkd.pool.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.Event;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.Quota;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Goes through a journal from a snapshot on: makes the pools that were there, tells them what they
 * were told, and compares what they decide. Another snapshot begins anew.
 */
public final class Replay {
  private final Map<Integer, Pool> pools = new HashMap<>();
  private final Map<Integer, Generations> rows = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private Quota quota;
  private long events;
  private long decisions;

  /** Events that were told so far. */
  public long events() {
    return events;
  }

  /** Actions that came of them. */
  public long decisions() {
    return decisions;
  }

  /** Pools by name, however many editions they had. */
  public int pools() {
    return seen.size();
  }

  /**
   * The next entry.
   *
   * @return what is not as it was; empty if all is
   * @throws IllegalArgumentException if this entry cannot come here
   */
  public Optional<Difference> next(Entry entry) {
    if (entry instanceof Entry.Snapshot snapshot) {
      begin(snapshot);
      return Optional.empty();
    }
    if (quota == null) {
      throw new IllegalArgumentException("it does not begin with a snapshot");
    }
    if (entry instanceof Entry.Told told) {
      return compare(told.pool(), told.now(), told.event(), Optional.of(told.actions()));
    }
    if (entry instanceof Entry.Failed failed) {
      return compare(failed.pool(), failed.now(), failed.event(), Optional.empty());
    }
    follow(entry);
    return Optional.empty();
  }

  private void begin(Entry.Snapshot snapshot) {
    quota = new Quota(snapshot.limit());
    pools.clear();
    rows.clear();
    names.clear();
    snapshot.pools().forEach(this::add);
  }

  private void add(PoolImage image) {
    Generations row = rows.computeIfAbsent(image.row(), number -> new Generations());
    pools.put(image.id(), image.revive(quota, row));
    names.put(image.id(), image.name() + "#" + image.id());
    seen.add(image.name());
  }

  private void follow(Entry entry) {
    if (entry instanceof Entry.Opened opened) {
      add(opened.pool());
    } else if (entry instanceof Entry.Repaired repaired) {
      pool(repaired.pool()).audit();
    } else if (entry instanceof Entry.Abandoned abandoned) {
      pool(abandoned.pool()).abandon();
    } else if (entry instanceof Entry.Limited limited) {
      quota.changeTo(limited.limit());
    }
  }

  /** Empty actions are a fault in the core. */
  private Optional<Difference> compare(
      int id, long now, Event event, Optional<List<Action>> expected) {
    Optional<List<Action>> got = tell(pool(id), now, event);
    return got.equals(expected)
        ? Optional.empty()
        : Optional.of(new Difference(names.get(id), now, event, words(expected), words(got)));
  }

  private Optional<List<Action>> tell(Pool pool, long now, Event event) {
    events++;
    try {
      List<Action> actions = pool.on(now, event);
      decisions += actions.size();
      return Optional.of(actions);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String words(Optional<List<Action>> actions) {
    return actions.map(List::toString).orElse("a fault in preforkd itself");
  }

  private Pool pool(int id) {
    Pool pool = pools.get(id);
    if (pool == null) {
      throw new IllegalArgumentException("there is no pool " + id);
    }
    return pool;
  }
}
