package io.preforkd.simulation.rules;

import io.preforkd.pool.Dispatch;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import io.preforkd.simulation.rules.ChildRecord.Phase;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was said and decided: who lives, in which phase, and what was measured. */
public final class Books extends Witness {
  private static final long CALM = 10_000_000_000L;
  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private final Scene scene;
  private final List<ChildRecord> children = new ArrayList<>();
  private final int[] waiting;
  private final int[] undelivered;
  private int stops;
  private long pausedUntil;
  private boolean closed;
  private long lastSome = LONG_AGO;
  private long lastFull = LONG_AGO;
  private int held;

  Books(Scene scene) {
    this.scene = scene;
    waiting = new int[scene.spec().listeners()];
    undelivered = new int[scene.spec().listeners()];
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

  /** Connections that children can take beyond one for each order that is out. */
  int places() {
    int count = 0;
    for (ChildRecord child : children) {
      count += child.spares(scene.pool().scoreboard().slot(child.slot).isLate());
    }
    return count;
  }

  /** The same with those that may be able to. */
  int spares() {
    int count = places();
    for (ChildRecord child : children) {
      count += child.mayBeIdle() && child.free ? child.placesLeft() : 0;
    }
    return count;
  }

  /** Connections that the parent has in hand. */
  int undelivered(int listener) {
    return undelivered[listener];
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
    for (int i = 0; i < waiting.length; i++) {
      sum += waiting[i] + undelivered[i];
    }
    return ready() > 0 ? 0 : sum;
  }

  /** Whatever the operator and the memory say. */
  int hardRoom() {
    return Math.min(scene.spec().max() - living(), quotaRoom());
  }

  int room() {
    int room = hardRoom();
    int held = isHeld() ? ceiling() - active() : room;
    return Math.max(0, Math.min(Math.min(room, held), roomInMemory()));
  }

  int roomInMemory() {
    return pressure() == Pressure.NONE ? Integer.MAX_VALUE : kept() - active();
  }

  /** Whether the operator has set the size. */
  public boolean isHeld() {
    return held > 0;
  }

  /** Most children that max and the operator allow. */
  public int ceiling() {
    return isHeld() ? Math.min(held, scene.spec().max()) : scene.spec().max();
  }

  /** Children that the cap over all pools, and what is set aside under it, still allow. */
  int quotaRoom() {
    int free = Math.max(0, scene.quotaLimit() - scene.livingEverywhere());
    int beyondMin = free - scene.reservedElsewhere();
    return Math.max(Math.min(free, reserved()), beyondMin);
  }

  /** How many children a pool may have however short memory is. */
  int kept() {
    return Math.max(1, GrowthRule.floor(scene));
  }

  /** How short memory was within the last ten seconds. */
  Pressure pressure() {
    if (scene.now() - lastFull < CALM) {
      return Pressure.FULL;
    }
    return scene.now() - lastSome < CALM ? Pressure.SOME : Pressure.NONE;
  }

  /** When the pause in the spawning ends; 0 if a child has proved itself since. */
  long pausedUntil() {
    return pausedUntil;
  }

  /** Whether children died young, and none has proved itself since. */
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
      case NOBODY_CAME, CANNOT_ACCEPT -> {
        if (child.phase == Phase.ORDERED) {
          child.enter(atWork(child), scene.now());
        }
      }
      case GREETED,
          PONG,
          EXTENDS,
          EXITED,
          KILLED_FROM_OUTSIDE,
          SPAWN_FAILED,
          COUNTED,
          MEASURED,
          OPENED,
          CLOSED -> {}
    }
  }

  private static Phase atWork(ChildRecord child) {
    return child.open() > 0 ? Phase.BUSY : Phase.IDLE;
  }

  private void opened(ChildRecord child, long connections) {
    boolean isAnswer = child.phase == Phase.ORDERED;
    boolean isAsked = isAnswer || child.phase == Phase.LEAVING || child.phase == Phase.KILLED;
    boolean isRefused =
        isAnswer && scene.spec().dispatch() == Dispatch.PASS && connections == child.opened;
    if (isRefused || (!isAsked && !(child.isActive() && child.actsUnasked()))) {
      child.misbehaved = true;
      return;
    }
    if (connections > child.opened) {
      child.accepted();
      child.worked = true;
    }
    child.opened = connections;
    if (isAnswer || child.mayBeIdle()) {
      work(child);
    }
  }

  private void closed(ChildRecord child, long connections) {
    if (connections > child.opened) {
      child.misbehaved = true;
      return;
    }
    child.closed = connections;
    if (connections > 0) {
      prove(child);
    }
    if (child.mayBeIdle()) {
      work(child);
    }
  }

  private void work(ChildRecord child) {
    if (child.phase != atWork(child)) {
      child.enter(atWork(child), scene.now());
    }
  }

  private void idle(ChildRecord child) {
    boolean isPassed = child.phase == Phase.ORDERED && scene.spec().dispatch() == Dispatch.PASS;
    if (isPassed || (child.holdsMany() && child.phase != Phase.STARTING)) {
      child.misbehaved = true;
      return;
    }
    switch (child.phase) {
      case STARTING -> {
        child.enter(Phase.IDLE, scene.now());
        proveIfSettled(child);
      }
      case ORDERED, BUSY -> finished(child);
      case IDLE -> isStillIdle(child);
      case LEAVING, KILLED -> {}
    }
  }

  private void isStillIdle(ChildRecord child) {
    if (child.unordered) {
      child.worked = true;
      prove(child);
    } else {
      child.misbehaved |= !child.free;
    }
  }

  private void finished(ChildRecord child) {
    if (child.phase == Phase.BUSY) {
      prove(child);
    }
    child.enter(atWork(child), scene.now());
  }

  /** The first time that a child has come so far ends the pauses. */
  private void prove(ChildRecord child) {
    if (!child.proved) {
      child.proved = true;
      pausedUntil = 0;
    }
  }

  private void proveIfSettled(ChildRecord child) {
    boolean due = child.isActive() && !child.isYoung(scene.now(), scene.spec().settleTime());
    if (isThrottled() && due) {
      prove(child);
    }
  }

  private void busy(ChildRecord child) {
    if (child.holdsMany()) {
      child.misbehaved = true;
      return;
    }
    switch (child.phase) {
      case ORDERED -> {
        child.accepted();
        child.enter(Phase.BUSY, scene.now());
      }
      case IDLE -> {
        child.misbehaved |= !child.actsUnasked();
        if (child.actsUnasked()) {
          child.enter(Phase.BUSY, scene.now());
        }
      }
      case STARTING -> child.misbehaved = true;
      case BUSY, LEAVING, KILLED -> {}
    }
  }

  private void acceptFailed(ChildRecord child) {
    if (child.holdsMany() && child.phase == Phase.BUSY) {
      child.misbehaved = true;
      return;
    }
    switch (child.phase) {
      case ORDERED, BUSY -> {
        child.rest(scene.now());
        finished(child);
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

  /** The last word before the answer to the call back is how it is. */
  @Override
  public void counted(Report report, int slot, long generation, long number) {
    ChildRecord child = child(slot, generation);
    if (child == null) {
      return;
    }
    switch (report) {
      case PONG -> child.free &= number != child.freeUntilPong;
      case GREETED -> child.places = (number & Report.MULTI) == 0 ? 0 : concurrency();
      case OPENED -> opened(child, number);
      case CLOSED -> closed(child, number);
      default -> {}
    }
  }

  private int concurrency() {
    return scene.spec().concurrency();
  }

  @Override
  public void handingBack(int listener) {
    undelivered[listener]++;
  }

  @Override
  public void free(int slot, long generation) {
    ChildRecord child = inSlot(slot);
    child.unordered = scene.spec().dispatch().isUnordered();
    child.free = !child.unordered;
  }

  @Override
  public void callBack(int slot, long generation, int nonce) {
    inSlot(slot).freeUntilPong = nonce;
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
      boolean isAtWork = child.phase == Phase.IDLE || child.phase == Phase.BUSY;
      if (isAtWork && child.restsUntil <= scene.now()) {
        child.restsUntil = 0;
      }
      proveIfSettled(child);
    }
  }

  @Override
  public void scaling(SizeOrder order) {
    long wanted = active();
    if (order instanceof SizeOrder.Auto) {
      held = 0;
      return;
    }
    if (order instanceof SizeOrder.To to) {
      wanted = to.children();
    } else if (order instanceof SizeOrder.By by) {
      wanted = (isHeld() ? held : active()) + (long) by.children();
    }
    held = (int) Math.min(scene.spec().max(), Math.max(1, wanted));
  }

  @Override
  public void killing(int slot, long generation) {
    ChildRecord child = child(slot, generation);
    if (child != null) {
      child.unwanted = true;
    }
  }

  @Override
  public void recycling(int slot, long generation) {
    ChildRecord child = child(slot, generation);
    if (child != null) {
      child.toBeReplaced = true;
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
  public void order(int slot, long generation, int listener, boolean selfAccept, int count) {
    undelivered[listener] = Math.max(0, undelivered[listener] - 1);
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
  public void part(int slot, long generation, EndReason reason) {
    drain(slot, generation, reason);
    inSlot(slot).parting = true;
  }

  @Override
  public void toldToLeave(int slot, long generation, EndReason reason) {
    inSlot(slot).parting = false;
  }

  /** Whether the child is to leave and has not been told. */
  boolean isParting(int slot) {
    ChildRecord child = inSlot(slot);
    return child != null && child.parting;
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
  public void dump(int slot, long generation, EndReason reason) {
    inSlot(slot).enter(Phase.KILLED, scene.now());
  }

  @Override
  public void throttled(int deaths, long pauseNanos) {
    pausedUntil = scene.now() + pauseNanos;
    for (ChildRecord child : children) {
      child.proved |= !child.isYoung(scene.now(), scene.spec().settleTime());
    }
  }

  /** A pool that needs nobody new puts nobody on trial, and forgets in the time of one. */
  @Override
  public void settled() {
    boolean isPast = scene.now() >= pausedUntil + scene.spec().settleTime();
    if (isOpen() && isPast && children.stream().noneMatch(c -> c.isActive() && !c.proved)) {
      pausedUntil = 0;
    }
  }

  @Override
  public void squeezed(Pressure level) {
    lastSome = level == Pressure.NONE ? lastSome : scene.now();
    lastFull = level == Pressure.FULL ? scene.now() : lastFull;
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
