package io.preforkd.server.host;

import io.preforkd.config.Hook;
import io.preforkd.pool.QueueWaits;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.DurationTally;
import io.preforkd.server.child.Durations;
import io.preforkd.server.child.TemplateStart;
import io.preforkd.server.hook.HookResult;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.snapshot.PoolCounts;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a pool does from its opening on. Loop thread only; others get {@link #counts}. */
final class Counters {
  private final Map<SpawnReason, Long> spawns = new EnumMap<>(SpawnReason.class);
  private final Map<TemplateStart, Long> templates = new EnumMap<>(TemplateStart.class);
  private final Map<String, Long> exits = new TreeMap<>();
  private final Map<String, Map<String, Long>> hooks = new TreeMap<>();
  private final Map<String, Map<String, Long>> decisions = new TreeMap<>();
  private final LastDeaths lastDeaths = new LastDeaths();
  private BoardCounts ofTheDead = BoardCounts.ZERO;
  private long saturations;
  private long slow;
  private DurationTally boots = new DurationTally(Durations.LONG);
  private DurationTally waits = new DurationTally(Durations.LONG);
  private Durations services = Durations.none(Durations.SERVICE);
  private final QueueWaits queue = new QueueWaits(System.nanoTime(), nanos -> waits.add(nanos));
  private long saturatedNanos;

  /** Goes on from what was counted before. */
  static Counters from(PoolCounts counts, long saturatedNanos) {
    Counters counters = new Counters();
    counters.spawns.putAll(counts.spawns());
    counters.templates.putAll(counts.templates());
    counters.exits.putAll(counts.exits());
    counts.hooks().forEach((hook, results) -> counters.hooks.put(hook, new TreeMap<>(results)));
    counts
        .decisions()
        .forEach((action, reasons) -> counters.decisions.put(action, new TreeMap<>(reasons)));
    counters.ofTheDead = counts.ofTheDead();
    counters.saturations = counts.saturations();
    counters.slow = counts.slow();
    counters.boots = DurationTally.from(counts.boots());
    counters.waits = DurationTally.from(counts.waits());
    counters.services = counts.services();
    counters.saturatedNanos = saturatedNanos;
    return counters;
  }

  void spawned(SpawnReason reason) {
    spawns.merge(reason, 1L, Long::sum);
  }

  /** The core has decided on this; {@code reason} is a word of the core's. */
  void decided(String action, Enum<?> reason) {
    decided(action, reason.name().toLowerCase(Locale.ROOT));
  }

  void decided(String action, String reason) {
    decisions.computeIfAbsent(action, unknown -> new TreeMap<>()).merge(reason, 1L, Long::sum);
  }

  void templateStarted(TemplateStart why) {
    templates.merge(why, 1L, Long::sum);
  }

  void exited(ExitView exit, Durations times) {
    exited(exit.cause(), exit.connections(), times);
    lastDeaths.note(exit);
  }

  LastDeaths lastDeaths() {
    return lastDeaths;
  }

  void exited(String cause, BoardCounts last, Durations times) {
    exits.merge(cause, 1L, Long::sum);
    ofTheDead = ofTheDead.plus(last);
    services = services.plus(times);
  }

  void hooked(Hook hook, HookResult result) {
    hooks
        .computeIfAbsent(hook.toString(), unknown -> new TreeMap<>())
        .merge(result.label(), 1L, Long::sum);
  }

  void saturated() {
    saturations++;
  }

  void slow() {
    slow++;
  }

  /** An edition has ended that was saturated for so long. */
  void wasSaturated(long nanos) {
    saturatedNanos += nanos;
  }

  /** How long editions that have ended were saturated. */
  long saturatedNanos() {
    return saturatedNanos;
  }

  void firstIdle(long nanosSinceSpawn) {
    boots.add(nanosSinceSpawn);
  }

  /** Measures how long clients wait. */
  QueueWaits queue() {
    return queue;
  }

  BoardCounts ofTheDead() {
    return ofTheDead;
  }

  /** How long what the dead have served took. */
  Durations servicesOfTheDead() {
    return services;
  }

  /** All of them as they are now. */
  PoolCounts counts() {
    return new PoolCounts(
        spawns,
        templates,
        exits,
        ofTheDead,
        saturations,
        slow,
        boots.counts(),
        waits.counts(),
        services,
        hooks,
        decisions);
  }
}
