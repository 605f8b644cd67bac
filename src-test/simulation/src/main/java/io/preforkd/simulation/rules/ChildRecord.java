package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;

/** What is known of one child from what was said and decided. */
final class ChildRecord {
  enum Phase {
    STARTING,
    IDLE,
    ORDERED,
    BUSY,
    /** Told to leave, leaving by itself, or without a back-channel. */
    LEAVING,
    KILLED
  }

  private static final long FIRST_REST = 100_000_000L;
  private static final long LONGEST_REST = 5_000_000_000L;

  final int slot;
  final long generation;
  final long spawnedAt;
  Phase phase = Phase.STARTING;
  long since;

  /** Whether it was idle once. */
  boolean started;

  private long startedAt;

  /** Whether it was busy once. */
  boolean worked;

  /** Served a connection, or was seen to have lived for long enough. */
  boolean proved;

  /** Accepts without orders, or may still do so. */
  boolean free;

  /** Never ordered: idle and busy as it pleases. */
  boolean unordered;

  /** The answer to the call back, if it was called. */
  int freeUntilPong;

  /** Said what the protocol does not allow. */
  boolean misbehaved;

  /** The operator wants its end. */
  boolean unwanted;

  /** The operator wants it replaced. */
  boolean toBeReplaced;

  boolean toldToLeave;

  /** To leave, and has not heard of it. */
  boolean parting;

  /** KILLs that it was sent, each when its time was up. */
  int kills;

  /** For what it was sent its first signal, or null. */
  EndReason killedFor;

  /** The pool waits for it no longer. */
  boolean leftBehind;

  int orderedTo = -1;

  /** Connections that it may hold, if it says how many it does; else 0. */
  int places;

  /** Connections that it has said that it has accepted in all. */
  long opened;

  /** Those of them that it has said have ended. */
  long closed;

  /** 0 if it does not rest. */
  long restsUntil;

  private long lastRest;

  ChildRecord(int slot, long generation, long now) {
    this.slot = slot;
    this.generation = generation;
    spawnedAt = now;
    since = now;
  }

  void enter(Phase next, long now) {
    phase = next;
    since = now;
    worked |= next == Phase.BUSY;
    if (next == Phase.IDLE && !started) {
      started = true;
      startedAt = now;
    }
  }

  /** Whether it may say at any time that it is idle or busy. */
  boolean actsUnasked() {
    return free || unordered;
  }

  void rest(long now) {
    lastRest = lastRest == 0 ? FIRST_REST : Math.min(LONGEST_REST, 2 * lastRest);
    restsUntil = now + lastRest;
  }

  /** Whether it has failed to accept until it rests for as long as any does. */
  boolean isUseless() {
    return lastRest == LONGEST_REST;
  }

  void accepted() {
    lastRest = 0;
  }

  boolean isYoung(long now, long settleTime) {
    return !proved && (!started || now - startedAt < settleTime);
  }

  boolean isReady() {
    return mayBeIdle() && placesLeft() > 0 && restsUntil == 0 && !free;
  }

  boolean holdsMany() {
    return places > 0;
  }

  /** Idle, or one that may take somebody also when it is not. */
  boolean mayBeIdle() {
    return phase == Phase.IDLE || (phase == Phase.BUSY && holdsMany());
  }

  int open() {
    return (int) (opened - closed);
  }

  /** Connections that it could take, as far as is known. */
  int placesLeft() {
    return Math.max(0, Math.max(1, places) - open());
  }

  /** Connections that it could take beyond the one that it was ordered for. */
  int spares(boolean isLate) {
    if (phase == Phase.ORDERED && holdsMany() && !isLate) {
      return placesLeft() - 1;
    }
    return isReady() ? placesLeft() : 0;
  }

  boolean isActive() {
    return phase.compareTo(Phase.LEAVING) < 0;
  }
}
