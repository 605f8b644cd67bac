package io.preforkd.server.snapshot;

import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Durations;
import io.preforkd.server.child.TemplateStart;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a pool has counted since it was opened.
 *
 * @param spawns children started, by reason; a reason that never was is absent
 * @param templates templates started, by reason, as spawns
 * @param exits children reaped, by cause
 * @param ofTheDead connections of the children that are gone
 * @param saturations episodes of saturation
 * @param slow connections that took longer than slow-after
 * @param boots times from spawn to first idle
 * @param waits times of connections in the kernel's queue
 * @param services times for which the children that are gone held connections
 * @param hooks calls of hooks, by hook and result
 * @param decisions of the core, by action and reason
 */
public record PoolCounts(
    Map<SpawnReason, Long> spawns,
    Map<TemplateStart, Long> templates,
    Map<String, Long> exits,
    BoardCounts ofTheDead,
    long saturations,
    long slow,
    Durations boots,
    Durations waits,
    Durations services,
    Map<String, Map<String, Long>> hooks,
    Map<String, Map<String, Long>> decisions) {
  public PoolCounts {
    spawns = Map.copyOf(spawns);
    templates = Map.copyOf(templates);
    exits = Map.copyOf(exits);
    hooks = copy(hooks);
    decisions = copy(decisions);
  }

  private static Map<String, Map<String, Long>> copy(Map<String, Map<String, Long>> counts) {
    return counts.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Map.copyOf(e.getValue())));
  }

  /** Decisions on this action for this reason. */
  public long decisions(String action, String reason) {
    return decisions.getOrDefault(action, Map.of()).getOrDefault(reason, 0L);
  }

  /** Calls of a hook with this result. */
  public long hooks(String hook, String result) {
    return hooks.getOrDefault(hook, Map.of()).getOrDefault(result, 0L);
  }
}
