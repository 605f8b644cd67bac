package io.preforkd.pool;

/**
 * SpamAssassin's SpamdForkScaling, faithfully: asked after a child's report only, one child at a
 * time, starting and leaving children counted among the servers, no timer. Its main loop's floor is
 * kept too: whenever fewer than max(min(max, max-spare), min) children live, the missing ones are
 * forked. Since growth follows reports, a pool whose children are all held does not grow; that is
 * the original's behaviour, and the reason why {@link Spares} is the default.
 */
public final class SpamdScaling implements ScalingAlgorithm {
  @Override
  public Advice advise(PoolView pool) {
    PoolSpec spec = pool.spec();
    int floor = Math.max(Math.min(spec.max(), spec.childrenFor(spec.maxSpare())), spec.min());
    if (pool.living() < floor) {
      return Advice.start(floor - pool.living(), SpawnReason.MINIMUM, Advice.NEVER);
    }
    if (!pool.afterReport()) {
      return Advice.nothing();
    }
    if (pool.idle() + pool.free() < spec.minSpare() && pool.living() < spec.max()) {
      return Advice.start(1, SpawnReason.SPARES, Advice.NEVER);
    }
    if (pool.idle() - spec.maxSpare() >= spec.concurrency() && pool.living() > spec.min()) {
      return Advice.drain(1, Advice.NEVER);
    }
    return Advice.nothing();
  }

  /** It remembers nothing. */
  @Override
  public void forget() {}

  @Override
  public void note(Notes notes) {}
}
