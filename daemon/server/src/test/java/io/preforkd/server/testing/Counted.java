package io.preforkd.server.testing;

import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Durations;
import io.preforkd.server.snapshot.PoolCounts;
import java.util.Map;

/** What pools have counted of which little happened. */
public final class Counted {
  private Counted() {}

  public static PoolCounts nothing() {
    return exits(Map.of());
  }

  public static PoolCounts exits(Map<String, Long> exits) {
    return new PoolCounts(
        Map.of(),
        Map.of(),
        exits,
        BoardCounts.ZERO,
        0,
        0,
        Durations.none(Durations.LONG),
        Durations.none(Durations.LONG),
        Durations.none(Durations.SERVICE),
        Map.of(),
        Map.of());
  }
}
