package io.preforkd.server.snapshot;

import java.util.List;
import java.util.Map;

/**
 * The daemon at one moment with each child, which only a person asks for.
 *
 * @param slots the living children by pool, each list in the order of slots
 */
public record DaemonDetail(DaemonSnapshot daemon, Map<String, List<SlotView>> slots) {
  public DaemonDetail {
    slots = Map.copyOf(slots);
  }
}
