package io.preforkd.server.testing;

import io.preforkd.pool.ChildLimits;
import io.preforkd.pool.ConnectionLimits;
import io.preforkd.pool.Dispatch;
import io.preforkd.pool.GiveUp;
import io.preforkd.pool.PingSpec;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;

/** What a core is asked for, where a test looks at its sizes only. */
public final class PoolSpecs {
  private static final long SECOND = 1_000_000_000L;

  private PoolSpecs() {}

  /** 1 to 12 children, 2 at the opening, 2 to 4 spares. */
  public static PoolSpec of(PoolMode mode) {
    return of(mode, Dispatch.LOWEST_IDLE);
  }

  /** The same, whose connections come to children in this way. */
  public static PoolSpec of(PoolMode mode, Dispatch dispatch) {
    return new PoolSpec(
        mode,
        dispatch,
        1,
        1,
        1,
        12,
        2,
        2,
        4,
        32,
        SECOND,
        SECOND,
        true,
        20,
        5000,
        SECOND,
        SECOND,
        SECOND,
        SECOND,
        1,
        SECOND,
        SECOND,
        new GiveUp(8, SECOND),
        ChildLimits.NONE,
        ConnectionLimits.NONE,
        PingSpec.NONE);
  }
}
