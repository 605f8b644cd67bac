package io.preforkd.server.host;

import io.preforkd.server.sys.WaitStatus;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Tells a child that the kernel killed for memory from one that somebody else killed: the kernel
 * counts its own before the child is dead. Each counted one explains one death.
 */
final class OomKills {
  private static final int KILL = 9;

  private final Supplier<OptionalLong> counter;
  private long explained;

  /**
   * @param counter kills so far; empty if they cannot be known
   */
  OomKills(Supplier<OptionalLong> counter) {
    this.counter = counter;
    this.explained = counter.get().orElse(0);
  }

  /** Whether this death, which nobody asked for, is one of them. */
  boolean explain(WaitStatus how) {
    boolean isKill = how instanceof WaitStatus.Killed killed && killed.signal() == KILL;
    if (!isKill || counter.get().orElse(0) <= explained) {
      return false;
    }
    explained++;
    return true;
  }
}
