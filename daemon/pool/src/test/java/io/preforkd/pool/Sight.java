package io.preforkd.pool;

/** What a scaling algorithm is shown, set by hand. */
record Sight(
    long now,
    PoolSpec spec,
    int idle,
    int starting,
    int busy,
    int leaving,
    int waiting,
    boolean afterReport)
    implements PoolView {

  static Sight of(Specs specs, int idle, int starting, int busy) {
    return new Sight(0, specs.build(), idle, starting, busy, 0, 0, true);
  }

  Sight at(long ms) {
    return new Sight(ms * Specs.MS, spec, idle, starting, busy, leaving, waiting, afterReport);
  }

  Sight waiting(int connections) {
    return new Sight(now, spec, idle, starting, busy, leaving, connections, afterReport);
  }

  Sight leaving(int children) {
    return new Sight(now, spec, idle, starting, busy, children, waiting, afterReport);
  }

  Sight withoutReport() {
    return new Sight(now, spec, idle, starting, busy, leaving, waiting, false);
  }

  @Override
  public int free() {
    return 0;
  }

  @Override
  public int ready() {
    return idle;
  }

  @Override
  public int active() {
    return idle + starting + busy;
  }

  @Override
  public int living() {
    return active() + leaving;
  }
}
