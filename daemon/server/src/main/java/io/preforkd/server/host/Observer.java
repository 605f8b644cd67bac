package io.preforkd.server.host;

import io.preforkd.pool.Bound;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.snapshot.SlotView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Told of what the daemon does, by who shows it to others under another name. Calls come on the
 * event loop, but those about reloads, upgrades and the listeners, and must not take long.
 */
public interface Observer {
  /** Wants to know nothing. */
  Observer NOBODY = new Observer() {};

  /**
   * A listening socket.
   *
   * @param name as in the configuration
   * @param address as in the log
   */
  record Door(String name, String address) {}

  /** The sockets of all pools are open; nobody serves yet. */
  default void listens(List<Door> doors) {}

  /**
   * What begins now, the start or the end, may take so long.
   *
   * @param atMost if nothing hangs
   */
  default void mayTake(Duration atMost) {}

  /** Every pool serves, for the first time. */
  default void ready() {}

  /** A child has been started; {@code pool} is as it is with it. */
  default void childStarted(ChildId child, SpawnReason reason, PoolStatus pool) {}

  /** A child was told to leave; {@code pool} is as it is without it. */
  default void childDismissed(ChildId child, EndReason reason, PoolStatus pool) {}

  /** A child has been reaped. */
  default void childExited(ExitView exit) {}

  /**
   * The states of a pool's children have changed, some time ago: bursts are told once.
   *
   * @param children of the edition in force or about to be, by slots
   */
  default void statesChanged(List<SlotView> children) {}

  /**
   * Clients wait and no child may be started; told once an episode.
   *
   * @param bound what forbids it
   */
  default void saturated(Bound bound) {}

  /** Children have died young, one after the other, as often as give-up says. */
  default void degraded() {}

  /** A reload begins; {@code who} asked for it, as HUP or the words of ctl. */
  default void reloads(String who) {}

  /**
   * A reload has ended.
   *
   * @param failure why not all is as it was to be
   */
  default void reloaded(Optional<String> failure) {}

  /** An upgrade begins; {@code who} asked for it. If it succeeds, another program goes on. */
  default void upgrades(String who) {}

  /** This program goes on with what another one has begun, an upgrade that is over. */
  default void goesOn() {}

  /** The upgrade has failed, and this program goes on. */
  default void notUpgraded(String why) {}

  /**
   * Called again and again, once a second.
   *
   * @param pools how they are at this moment
   */
  default void everySecond(Supplier<List<PoolSnapshot>> pools) {}

  /** The stacks of all threads are wanted, by USR2. */
  default void stacksWanted() {}

  /** The daemon is told to stop; {@code who} says so, as TERM or the words of ctl. */
  default void stops(String who) {}
}
