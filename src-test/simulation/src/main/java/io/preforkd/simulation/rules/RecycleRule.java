package io.preforkd.simulation.rules;

import io.preforkd.pool.ChildLimits;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import io.preforkd.simulation.rules.ChildRecord.Phase;
import java.util.HashMap;
import java.util.Map;

/**
 * Children go at their limits, not before and not long after, few at a time, and never so that the
 * pool is short of them.
 */
final class RecycleRule extends Rule {
  /** Looks: at one moment the event that makes it somebody's turn may not have been told yet. */
  private static final int LIMIT = 2;

  private static final long MOMENT = 1_000_000_000L;

  private final Map<Long, Long> connections = new HashMap<>();

  /** As they were when the child was idle last; of a busy one the pool keeps what it needs only. */
  private final Map<Long, Long> whenIdle = new HashMap<>();

  private final Map<Long, Long> memory = new HashMap<>();
  private final Map<Long, Long> leaving = new HashMap<>();
  private final Map<Long, Long> inertAt = new HashMap<>();
  private final Patience overdue = new Patience(LIMIT);
  private long frozen;
  private boolean isHisTurn;
  private int replacements;

  RecycleRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void counted(Report report, int slot, long generation, long number) {
    isHisTurn |= report == Report.COUNTED && acceptsItself(slot, generation, number) && isTurn();
    boolean isState = report == Report.IDLE || report == Report.OPENED;
    if (isState || report == Report.COUNTED) {
      connections.put(generation, number);
    }
    if (isState) {
      whenIdle.put(generation, number);
    }
    if (report == Report.MEASURED && books.child(slot, generation) != null) {
      memory.put(generation, number);
    }
  }

  /** Whether it is one who is never idle, and is to go. */
  private boolean acceptsItself(int slot, long generation, long number) {
    ChildRecord child = books.child(slot, generation);
    return child != null
        && child.toBeReplaced
        && child.phase == Phase.BUSY
        && number > whenIdle.getOrDefault(generation, 0L) + 1;
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    ChildRecord child = books.child(slot, generation);
    switch (reason) {
      case RECYCLE ->
          require(
              isWorn(child, connections, 100 - limits().jitter()), "slot " + slot + " is not worn");
      case RECYCLE_ASKED -> require(child.toBeReplaced, "nobody asked for slot " + slot);
      case CANNOT_ACCEPT ->
          require(child.isUseless() || wasOfNoUse(child), "slot " + slot + " can accept");
      case MEMORY -> require(hasGrown(child, connections), "slot " + slot + " has not grown");
      default -> {
        return;
      }
    }
    require(!books.isThrottled(), "a child leaves whom nobody can replace");
    int size = books.active() + leaving();
    require(leaving() + books.starting() < Math.max(1, size / 8), "too many leave at one time");
    leaving.put(generation, scene.now());
    replacements += isMissedBySpares(child) ? 1 : 0;
  }

  /** Those who leave and do not take longer than it should. */
  private int leaving() {
    long longest = scene.spec().drainTimeout();
    return (int) leaving.values().stream().filter(t -> scene.now() - t <= longest).count();
  }

  /** Whether it is never ordered, and could not accept a moment ago. */
  private boolean wasOfNoUse(ChildRecord child) {
    return ownTime() - inertAt.getOrDefault(child.generation, Long.MIN_VALUE / 2) < MOMENT;
  }

  /** Time in which the parent could act. */
  private long ownTime() {
    return scene.now() - scene.frozen();
  }

  /** Whether the spares were complete, and are not without this one. */
  private boolean isMissedBySpares(ChildRecord child) {
    int others = books.starting() - 1;
    int spares = books.places() + others * scene.spec().concurrency();
    return child.isReady() && spares < scene.spec().minSpare();
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    replacements = Math.max(0, replacements - 1);
  }

  @Override
  public void settled() {
    require(replacements == 0 || books.room() == 0, "nobody replaces a child that leaves");
    replacements = 0;
    require(!isHisTurn || !leaving.isEmpty(), "a busy child stays that is never idle");
    isHisTurn = false;
    require(
        !books.isOpen() || scene.pool().needsCounts() || nobodyIsToBeReplaced(),
        "nobody would see a child that is never idle");
  }

  private boolean nobodyIsToBeReplaced() {
    return books.children().stream().noneMatch(child -> child.toBeReplaced && child.isActive());
  }

  @Override
  public void gone(
      int slot, long generation, SlotState was, EndReason reason, long age, boolean wasIdle) {
    connections.remove(generation);
    memory.remove(generation);
    whenIdle.remove(generation);
    leaving.remove(generation);
    inertAt.remove(generation);
  }

  /** While anybody leaves or starts it may be nobody's turn. */
  @Override
  public void inspect() {
    for (ChildRecord child : books.children()) {
      if (child.unordered && !scene.isResponsive(child.slot)) {
        inertAt.put(child.generation, ownTime());
      }
    }
    if (frozen != scene.frozen()) {
      frozen = scene.frozen();
      overdue.forget();
    }
    require(!overdue.isOver(isTurn() && isAnybodyOverdue()), "a worn child stays");
  }

  private boolean isTurn() {
    return books.isOpen()
        && !books.isThrottled()
        && leaving.isEmpty()
        && books.starting() == 0
        && books.active() >= FloorRule.floor(scene, books);
  }

  private boolean isAnybodyOverdue() {
    return books.children().stream().filter(ChildRecord::mayBeIdle).anyMatch(this::isOverdue);
  }

  private boolean isOverdue(ChildRecord child) {
    return child.toBeReplaced
        || child.isUseless()
        || isWorn(child, whenIdle, 100)
        || hasGrown(child, whenIdle);
  }

  /** Whether it is too large and is not so from its start. */
  private boolean hasGrown(ChildRecord child, Map<Long, Long> counts) {
    return limits().memory() > 0
        && counts.getOrDefault(child.generation, 0L) > 0
        && memory.getOrDefault(child.generation, 0L) > limits().memory();
  }

  /** Whether it has reached so many percent of a limit. */
  private boolean isWorn(ChildRecord child, Map<Long, Long> counts, int percent) {
    long served = counts.getOrDefault(child.generation, 0L);
    return isReached(limits().connections(), served, percent)
        || isReached(limits().age(), scene.now() - child.spawnedAt, percent);
  }

  private static boolean isReached(long limit, long value, int percent) {
    return limit > 0 && value > 0 && value >= limit * percent / 100;
  }

  private ChildLimits limits() {
    return scene.spec().limits();
  }
}
