package io.preforkd.server.snapshot;

import java.util.Map;

/**
 * How pools were at one moment of the past.
 *
 * @param at the time of {@link System#nanoTime}
 * @param pools those that there were, by name
 */
public record Moment(long at, Map<String, Reading> pools) {
  public Moment {
    pools = Map.copyOf(pools);
  }

  /**
   * A pool.
   *
   * @param backlog connections that waited to be accepted
   * @param accepted connections accepted until then
   * @param saturatedNanos how long it had been saturated until then
   */
  public record Reading(
      int idle,
      int busy,
      int starting,
      int leaving,
      int backlog,
      int min,
      int max,
      int minSpare,
      int maxSpare,
      long accepted,
      long saturatedNanos) {

    /** What is remembered of a snapshot. */
    public static Reading of(PoolSnapshot pool) {
      return new Reading(
          pool.status().idle(),
          pool.status().busy(),
          pool.status().starting(),
          pool.status().leaving(),
          pool.backlog(),
          pool.status().spec().min(),
          pool.status().spec().max(),
          pool.status().spec().minSpare(),
          pool.status().spec().maxSpare(),
          pool.connections().accepted(),
          pool.status().saturatedNanos());
    }
  }
}
