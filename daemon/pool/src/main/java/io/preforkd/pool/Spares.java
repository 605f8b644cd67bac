package io.preforkd.pool;

/**
 * Keeps {@code min-spare} to {@code max-spare} children spare.
 *
 * <p>Growing: while connections wait and nobody is idle, everything that is missing is started at
 * once ({@code growth-cap} at a time); children that are starting count, so a burst is answered
 * once. While merely spares are missing, 1, 2, 4 .. 32 are started at each interval in which they
 * still were, as Apache's prefork MPM does.
 *
 * <p>Where a child holds many connections, those that it could take more are what is spare.
 *
 * <p>Shrinking: of the surplus only what was surplus all through {@code shrink-after} leaves, so
 * that a load that comes and goes within that time keeps its children.
 */
public final class Spares implements ScalingAlgorithm {
  private static final int LARGEST_STEP = 32;

  private int step = 1;
  private long nextStepAt;
  private final Surplus surplus = new Surplus();

  @Override
  public Advice advise(PoolView pool) {
    PoolSpec spec = pool.spec();
    int below = spec.floor() - pool.active();
    int spares = spec.minSpare() + pool.waiting() - pool.idle() - pool.free();
    int missing = Math.max(below, spec.childrenFor(spares) - pool.starting());
    missing = spec.mode() == PoolMode.STATIC ? below : missing;
    if (missing > 0) {
      surplus.is(0, pool.now());
      return grow(pool, missing, below);
    }
    if (pool.now() >= nextStepAt) {
      step = 1;
    }
    return shrink(pool);
  }

  @Override
  public void forget() {
    step = 1;
    surplus.is(0, 0);
  }

  private Advice grow(PoolView pool, int missing, int below) {
    int room = pool.spec().growthCap() - pool.starting();
    if (pool.waiting() > 0) {
      return Advice.start(Math.min(missing, room), SpawnReason.BACKLOG, Advice.NEVER);
    }
    if (below > 0) {
      return Advice.start(Math.min(below, room), SpawnReason.MINIMUM, Advice.NEVER);
    }
    if (pool.now() < nextStepAt) {
      return Advice.askAgainAt(nextStepAt);
    }
    return step(pool, Math.min(missing, room));
  }

  private Advice step(PoolView pool, int atMost) {
    int children = Math.min(atMost, step);
    step = Math.min(LARGEST_STEP, step * 2);
    nextStepAt = pool.now() + pool.spec().growthInterval();
    return Advice.start(children, SpawnReason.SPARES, nextStepAt);
  }

  private Advice shrink(PoolView pool) {
    PoolSpec spec = pool.spec();
    int unneeded = Math.floorDiv(pool.idle() - spec.maxSpare(), spec.concurrency());
    int mayLeave = Math.min(pool.ready(), pool.active() - spec.floor());
    surplus.is(Math.min(unneeded, mayLeave), pool.now());
    int leaving = surplus.takeThoseSince(pool.now() - spec.shrinkAfter());
    return Advice.drain(leaving, askAgainAt(pool, leaving));
  }

  /** A child that leaves with connections takes fewer places with it: more may be surplus yet. */
  private long askAgainAt(PoolView pool, int leaving) {
    if (leaving > 0 && pool.spec().concurrency() > 1) {
      return pool.now();
    }
    return surplus.isNone() ? Advice.NEVER : surplus.oldest() + pool.spec().shrinkAfter();
  }

  @Override
  public void note(Notes notes) {
    step = notes.number("step", step);
    nextStepAt = notes.number("nextStepAt", nextStepAt);
    notes.part("surplus", surplus::note);
  }
}
