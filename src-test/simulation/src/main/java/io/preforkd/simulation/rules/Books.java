package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import io.preforkd.simulation.rules.ChildRecord.Phase;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was said and decided: who lives, in which phase, and what was measured. */
public final class Books extends Witness {
  private final Scene scene;
  private final List<ChildRecord> children = new ArrayList<>();
  private final int[] waiting;
  private int stops;
  private long pausedUntil;
  private boolean closed;

  Books(Scene scene) {
    this.scene = scene;
    waiting = new int[scene.spec().listeners()];
  }

  List<ChildRecord> children() {
    return children;
  }

  /** The living child, or null. */
  ChildRecord child(int slot, long generation) {
    ChildRecord child = inSlot(slot);
    return child != null && child.generation == generation ? child : null;
  }

  ChildRecord inSlot(int slot) {
    for (ChildRecord child : children) {
      if (child.slot == slot) {
        return child;
      }
    }
    return null;
  }

  public int living() {
    return children.size();
  }

  int count(Phase phase) {
    int count = 0;
    for (ChildRecord child : children) {
      count += child.phase == phase ? 1 : 0;
    }
    return count;
  }

  public int starting() {
    return count(Phase.STARTING);
  }

  /** Children that can be ordered. */
  public int ready() {
    int count = 0;
    for (ChildRecord child : children) {
      count += child.isReady() ? 1 : 0;
    }
    return count;
  }

  public int active() {
    int count = 0;
    for (ChildRecord child : children) {
      count += child.isActive() ? 1 : 0;
    }
    return count;
  }

  /** Children that have been idle and were not told to go. */
  int serving() {
    return active() - starting();
  }

  /** Children that live on after the end. */
  public int leftBehind() {
    int count = 0;
    for (ChildRecord child : children) {
      count += child.leftBehind ? 1 : 0;
    }
    return count;
  }

  /** Children that other pools may not take from this one, though they do not live yet. */
  public int reserved() {
    return isOpen() ? Math.max(0, scene.spec().min() - living()) : 0;
  }

  /** At least as many wait as the pool may believe: orders given since are not taken off. */
  int mayBeWaiting() {
    int sum = 0;
    for (int connections : waiting) {
      sum += connections;
    }
    return ready() > 0 ? 0 : sum;
  }

  int room() {
    int free = Math.max(0, scene.quotaLimit() - scene.livingEverywhere());
    int beyondMin = free - scene.reservedElsewhere();
    int allowed = Math.max(Math.min(free, reserved()), beyondMin);
    return Math.max(0, Math.min(scene.spec().max() - living(), allowed));
  }

  /** When the pause in the spawning ends; 0 if there is none since the last first idle. */
  long pausedUntil() {
    return pausedUntil;
  }

  /** Whether children failed to start, and nobody has shown since that they can. */
  boolean isThrottled() {
    return pausedUntil > 0;
  }

  /** Whether the pool was not told to stop. */
  boolean isOpen() {
    return stops == 0;
  }

  boolean isStoppedTwice() {
    return stops > 1;
  }

  /** Whether the listeners were closed. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void heard(Report report, int slot, long generation) {
    ChildRecord child = child(slot, generation);
    if (child == null) {
      return;
    }
    switch (report) {
      case IDLE -> idle(child);
      case BUSY -> busy(child);
      case ACCEPT_FAILED -> acceptFailed(child);
      case LEAVING -> leaving(child, true);
      case CHANNEL_CLOSED -> leaving(child, false);
      case GARBAGE -> child.misbehaved = true;
      case EXTENDS, EXITED, SPAWN_FAILED -> {}
    }
  }

  private void idle(ChildRecord child) {
    switch (child.phase) {
      case STARTING -> {
        pausedUntil = 0;
        child.enter(Phase.IDLE, scene.now());
      }
      case ORDERED, BUSY -> child.enter(Phase.IDLE, scene.now());
      case IDLE -> child.misbehaved = true;
      case LEAVING, KILLED -> {}
    }
  }

  private void busy(ChildRecord child) {
    switch (child.phase) {
      case ORDERED -> {
        child.accepted();
        child.enter(Phase.BUSY, scene.now());
      }
      case STARTING, IDLE -> child.misbehaved = true;
      case BUSY, LEAVING, KILLED -> {}
    }
  }

  private void acceptFailed(ChildRecord child) {
    switch (child.phase) {
      case ORDERED, BUSY -> {
        child.rest(scene.now());
        child.enter(Phase.IDLE, scene.now());
      }
      case STARTING, IDLE -> child.misbehaved = true;
      case LEAVING, KILLED -> {}
    }
  }

  private void leaving(ChildRecord child, boolean told) {
    if (child.isActive()) {
      child.enter(Phase.LEAVING, scene.now());
      child.toldToLeave = told;
    }
  }

  @Override
  public void pending(int listener) {
    waiting[listener] = Math.max(1, waiting[listener]);
  }

  @Override
  public void measured(int listener, int connections) {
    waiting[listener] = connections;
  }

  @Override
  public void watch(int listener) {
    waiting[listener] = 0;
  }

  /** Rests end at ticks. */
  @Override
  public void ticking() {
    for (ChildRecord child : children) {
      if (child.phase == Phase.IDLE && child.restsUntil <= scene.now()) {
        child.restsUntil = 0;
      }
    }
  }

  @Override
  public void stopping() {
    stops++;
  }

  @Override
  public void close(int listener) {
    closed = true;
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    children.add(new ChildRecord(slot, generation, scene.now()));
  }

  @Override
  public void order(int slot, long generation, int listener, boolean selfAccept) {
    ChildRecord child = inSlot(slot);
    child.enter(Phase.ORDERED, scene.now());
    child.orderedTo = listener;
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    ChildRecord child = inSlot(slot);
    child.enter(Phase.LEAVING, scene.now());
    child.toldToLeave = true;
  }

  @Override
  public void kill(int slot, long generation, boolean politely, EndReason reason) {
    ChildRecord child = inSlot(slot);
    child.enter(Phase.KILLED, scene.now());
    child.killedFor = child.killedFor == null ? reason : child.killedFor;
  }

  @Override
  public void leftBehind(int slot, long generation) {
    inSlot(slot).leftBehind = true;
  }

  @Override
  public void throttled(int deaths, long pauseNanos) {
    pausedUntil = scene.now() + pauseNanos;
  }

  @Override
  public void gone(
      int slot,
      long generation,
      SlotState was,
      EndReason reason,
      long ageNanos,
      boolean hadBeenIdle) {
    children.remove(inSlot(slot));
  }
}
