package io.preforkd.pool.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.Event;
import java.util.List;

/**
 * One entry of a journal. Entries of all pools stand in one order, since pools share a quota. A
 * pool is named by {@link PoolImage#id}.
 */
public sealed interface Entry {

  /**
   * Everything as it is between two entries: a journal can be read from here on.
   *
   * @param limit of the quota
   */
  record Snapshot(int limit, List<PoolImage> pools) implements Entry {
    public Snapshot {
      pools = List.copyOf(pools);
    }
  }

  /** One more pool, or edition of one. */
  record Opened(PoolImage pool) implements Entry {}

  /** A pool was told of an event, and decided. */
  record Told(int pool, long now, Event event, List<Action> actions) implements Entry {}

  /** A pool was told of an event, and there was a fault in the core. */
  record Failed(int pool, long now, Event event) implements Entry {}

  /** A pool's books were wrong, and have been repaired. */
  record Repaired(int pool) implements Entry {}

  /** A pool that was made will not be opened. */
  record Abandoned(int pool) implements Entry {}

  /** The quota has another limit. */
  record Limited(int limit) implements Entry {}
}
