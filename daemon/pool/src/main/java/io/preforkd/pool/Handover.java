package io.preforkd.pool;

import java.util.OptionalInt;

/**
 * How a pool's children are replaced by those of a new edition, so that there are never fewer than
 * there were: the new edition starts a batch; for each of its children that has been idle, one of
 * the old edition may leave; and so on until the new one has as many as the old one had.
 *
 * <p>Children of the new edition that are recycled meanwhile do not count as missing while their
 * successors start: where they live shortly there might never be as many idle at one moment.
 *
 * <p>Until its first child has been idle, nothing is taken from the old edition, which goes on
 * following its load. A new edition that fails is undone: the old one gets its children back first.
 */
public final class Handover {
  /** So many young deaths in a row, and the new edition is broken. */
  public static final int DEATHS_ENOUGH = 3;

  /** A part of the pool that may exist twice for a moment. */
  private static final int PARTS = 4;

  /** What has become of it. */
  public enum Outcome {
    GOING_ON,
    /** The new edition can be left to itself, and the old one may retire. */
    COMPLETE,
    /** The new edition is to retire; the old one has what it had. */
    UNDONE
  }

  /**
   * What is to be done next.
   *
   * @param old the size at which the old edition is to be held; empty: as if there were no other
   * @param next the size at which the new one is
   */
  public record Step(Outcome outcome, OptionalInt old, int next) {}

  private final int batch;
  private int target;
  private boolean isMoving;
  private boolean isReturning;
  private Step last;

  /**
   * @param children active children of the old edition
   */
  public Handover(int children) {
    batch = Math.max(1, children / PARTS);
    last = new Step(Outcome.GOING_ON, OptionalInt.empty(), batch);
  }

  /** The most children by which both editions together exceed what the old one had. */
  public int batch() {
    return batch;
  }

  /**
   * Asked after everything that happens to either edition.
   *
   * @param hasFailed whether the new edition is known to be of no use
   */
  public Step step(PoolStatus old, PoolStatus next, boolean hasFailed) {
    if (last.outcome() == Outcome.GOING_ON) {
      isReturning |= hasFailed || next.youngDeaths() >= DEATHS_ENOUGH;
      last = isReturning ? back(old, serving(next)) : forth(old, next);
    }
    return last;
  }

  private Step forth(PoolStatus old, PoolStatus next) {
    int proven = serving(next) > 0 ? serving(next) + next.successors() : 0;
    if (proven > 0 && !isMoving) {
      isMoving = true;
      target = Math.max(1, Math.min(serving(old) + old.starting(), next.spec().max()));
    }
    if (!isMoving) {
      return last;
    }
    if (proven >= target || isAtALimit(next)) {
      return new Step(Outcome.COMPLETE, last.old(), last.next());
    }
    int rest = Math.max(1, target - proven);
    return goOn(rest, Math.min(target, proven + batch));
  }

  /** It may have more, has no pause, and starts none all the same: memory, or the system's cap. */
  private boolean isAtALimit(PoolStatus next) {
    int active = serving(next) + next.starting();
    return serving(next) > 0
        && next.starting() == 0
        && active < last.next()
        && next.pauseNanos() == 0;
  }

  /** Nobody new is started; whoever serves goes on until the others are there again. */
  private Step back(PoolStatus old, int serving) {
    boolean isBack = last.old().equals(OptionalInt.of(target)) && old.starting() == 0;
    if (!isMoving || serving == 0 || isBack) {
      return new Step(Outcome.UNDONE, OptionalInt.empty(), last.next());
    }
    return goOn(target, serving);
  }

  private static Step goOn(int old, int next) {
    return new Step(Outcome.GOING_ON, OptionalInt.of(old), next);
  }

  private static int serving(PoolStatus status) {
    return status.idle() + status.busy();
  }
}
