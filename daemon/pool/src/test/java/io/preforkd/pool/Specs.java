package io.preforkd.pool;

/**
 * Builds what an operator could ask for: an ordinary pool, and the few things that a test is about.
 * Times are milliseconds here, since tests are read by people.
 */
public final class Specs {
  public static final long MS = 1_000_000L;

  private PoolMode mode = PoolMode.DYNAMIC;
  private Dispatch dispatch = Dispatch.LOWEST_IDLE;
  private int concurrency = 1;
  private int listeners = 1;
  private int min = 1;
  private int max = 8;
  private int start = 2;
  private int minSpare = 1;
  private int maxSpare = 4;
  private int growthCap = 32;
  private long growthInterval = 1000;
  private long shrinkAfter = 2000;
  private long startTimeout = 10_000;
  private long drainTimeout = 4000;
  private long stopTimeout = 8000;
  private long respawnDelay = 100;
  private long respawnDelayMax = 1600;
  private long settleTime = 10_000;
  private GiveUp giveUp = new GiveUp(8, 60_000 * MS);
  private ChildLimits limits = ChildLimits.NONE;
  private ConnectionLimits connection = ConnectionLimits.NONE;
  private PingSpec pings = PingSpec.NONE;

  public static Specs dynamic() {
    return new Specs();
  }

  /** {@code max} children, always. */
  public static Specs fixed(int max) {
    Specs specs = new Specs();
    specs.mode = PoolMode.STATIC;
    return specs.min(max).max(max).start(max).spare(0, max);
  }

  public static Specs onDemand() {
    Specs specs = new Specs();
    specs.mode = PoolMode.ON_DEMAND;
    return specs.min(0).start(0).spare(0, 0);
  }

  public Specs concurrency(int most) {
    concurrency = most;
    return this;
  }

  public Specs dispatch(Dispatch how) {
    dispatch = how;
    return this;
  }

  public Specs listeners(int count) {
    listeners = count;
    return this;
  }

  public Specs min(int children) {
    min = children;
    return this;
  }

  public Specs max(int children) {
    max = children;
    return this;
  }

  public Specs start(int children) {
    start = children;
    return this;
  }

  public Specs spare(int fewest, int most) {
    minSpare = fewest;
    maxSpare = most;
    return this;
  }

  public Specs growthCap(int children) {
    growthCap = children;
    return this;
  }

  public Specs growthInterval(long ms) {
    growthInterval = ms;
    return this;
  }

  public Specs shrinkAfter(long ms) {
    shrinkAfter = ms;
    return this;
  }

  public Specs startTimeout(long ms) {
    startTimeout = ms;
    return this;
  }

  public Specs stopTimeout(long ms) {
    stopTimeout = ms;
    return this;
  }

  public Specs respawnDelay(long ms, long longest) {
    respawnDelay = ms;
    respawnDelayMax = longest;
    return this;
  }

  public Specs settleTime(long ms) {
    settleTime = ms;
    return this;
  }

  public Specs giveUp(int failures, long withinMs) {
    giveUp = new GiveUp(failures, withinMs * MS);
    return this;
  }

  /** Every child goes after exactly so many connections, or at this age; 0 is never. */
  public Specs limits(long connections, long ageMs) {
    limits = new ChildLimits(connections, ageMs * MS, 0, 0, 0);
    return this;
  }

  /** Every child goes that has more than so many bytes. */
  public Specs memory(long bytes) {
    limits = new ChildLimits(0, 0, bytes, 0, 0);
    return this;
  }

  /** Limits of one connection; 0 is none. */
  public Specs connection(long slowAfterMs, long timeoutMs) {
    connection = new ConnectionLimits(slowAfterMs * MS, timeoutMs * MS);
    return this;
  }

  public Specs pings(long intervalMs, long timeoutMs) {
    pings = new PingSpec(intervalMs * MS, timeoutMs * MS);
    return this;
  }

  public PoolSpec build() {
    return new PoolSpec(
        mode,
        dispatch,
        concurrency,
        listeners,
        min,
        max,
        start,
        minSpare,
        maxSpare,
        growthCap,
        growthInterval * MS,
        shrinkAfter * MS,
        true,
        20 * MS,
        5000 * MS,
        startTimeout * MS,
        drainTimeout * MS,
        stopTimeout * MS,
        1000 * MS,
        respawnDelay * MS,
        respawnDelayMax * MS,
        settleTime * MS,
        giveUp,
        limits,
        connection,
        pings);
  }
}
