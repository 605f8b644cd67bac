package io.preforkd.pool;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Slows the spawning down while children die young of their own: after each wave of deaths a pause,
 * twice as long as the one before, and then one child at a time on trial: the next one when it is
 * idle. The first that proves itself ends it.
 *
 * <p>Children that were started before the last pause began are of the same wave: eight that die at
 * the opening are one failure, not eight doublings.
 */
final class Throttle {
  private final Deque<Long> failures = new ArrayDeque<>();
  private int deaths;
  private int waves;
  private long waveBegan;
  private long resumeAt;
  private boolean isOnTrial;
  private boolean isDegraded;
  private long degradedAt;

  /**
   * A child that was spawned at {@code spawnedAt} died before it had proved itself. True if that
   * began a new pause.
   */
  boolean died(long now, long spawnedAt, PoolSpec spec) {
    deaths++;
    if (waves > 0 && spawnedAt <= waveBegan) {
      return false;
    }
    isOnTrial = false;
    waves++;
    waveBegan = now;
    resumeAt = now + pause(spec);
    remember(now, spec.giveUp());
    return true;
  }

  private void remember(long now, GiveUp limit) {
    failures.addLast(now);
    while (failures.size() > limit.failures()) {
      failures.removeFirst();
    }
  }

  /** Whether the pool has just failed too often; true once until a child has proved itself. */
  boolean degrades(long now, GiveUp limit) {
    if (isDegraded
        || failures.size() < limit.failures()
        || now - failures.getFirst() > limit.within()) {
      return false;
    }
    isDegraded = true;
    degradedAt = now;
    return true;
  }

  boolean isDegraded() {
    return isDegraded;
  }

  /** Since when it is degraded, if it is. */
  long degradedAt() {
    return degradedAt;
  }

  /** A child was spawned; during a wave it is the one on trial. */
  void spawned() {
    isOnTrial = waves > 0;
  }

  /**
   * A child that had not proved itself left, since it was told to or somebody outside killed it, or
   * cannot be ended: if it was on trial, another may be.
   */
  void left(long spawnedAt) {
    if (spawnedAt > waveBegan) {
      isOnTrial = false;
    }
  }

  /** A child became idle for the first time: the next one may be tried. */
  void started() {
    isOnTrial = false;
  }

  /** A child has served a connection, or has lived for long enough: all is well. */
  void succeeded() {
    isOnTrial = false;
    isDegraded = false;
    failures.clear();
    deaths = 0;
    waves = 0;
    resumeAt = 0;
  }

  /** Whether children have died young and none has proved itself since. */
  boolean isOn() {
    return waves > 0;
  }

  /** How many children may be started now, if {@code starting} are under way. */
  int allows(long now, int starting) {
    if (waves == 0) {
      return Integer.MAX_VALUE;
    }
    return starting == 0 && !isOnTrial && now >= resumeAt ? 1 : 0;
  }

  /** Length of the present pause. */
  long pause(PoolSpec spec) {
    int doublings = Math.min(waves - 1, 40);
    long pause =
        spec.respawnDelay()
            << Math.min(doublings, Long.numberOfLeadingZeros(spec.respawnDelay()) - 1);
    return Math.min(pause, spec.respawnDelayMax());
  }

  /** When the pause ends; in the past if there is none. */
  long resumeAt() {
    return resumeAt;
  }

  /** Young deaths since the last child that proved itself. */
  int deaths() {
    return deaths;
  }

  /** Waves of them. */
  int waves() {
    return waves;
  }

  void note(Notes notes) {
    notes.numbers("failures", failures);
    deaths = notes.number("deaths", deaths);
    waves = notes.number("waves", waves);
    waveBegan = notes.number("waveBegan", waveBegan);
    resumeAt = notes.number("resumeAt", resumeAt);
    isOnTrial = notes.flag("isOnTrial", isOnTrial);
    isDegraded = notes.flag("isDegraded", isDegraded);
    degradedAt = notes.number("degradedAt", degradedAt);
  }
}
