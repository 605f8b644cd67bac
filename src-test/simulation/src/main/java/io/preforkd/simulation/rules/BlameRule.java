package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.simulation.rules.ChildRecord.Phase;

/** Nobody is told to go without a reason that applies to him; TERM comes before KILL. */
final class BlameRule extends Witness {
  private final Books books;

  BlameRule(Books books) {
    this.books = books;
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    ChildRecord child = require(slot, generation);
    boolean due =
        switch (reason) {
          case SHRINK, PRESSURE, ROOM -> child.isReady();
          case RECYCLE, RECYCLE_ASKED, CANNOT_ACCEPT, MEMORY ->
              books.isOpen() && (child.phase == Phase.IDLE || child.phase == Phase.BUSY);
          case STOP -> !books.isOpen() && child.isActive();
          default -> false;
        };
    check(due, child, reason);
  }

  @Override
  public void kill(int slot, long generation, boolean politely, EndReason reason) {
    ChildRecord child = require(slot, generation);
    boolean again = child.kills > 0 && reason == child.killedFor && !politely;
    boolean due =
        switch (reason) {
          case START_TIMEOUT -> child.phase == Phase.STARTING;
          case ORDER_TIMEOUT -> child.phase == Phase.ORDERED || (child.free && child.mayBeIdle());
          case DRAIN_TIMEOUT, STOP_TIMEOUT ->
              child.toldToLeave && child.phase == (politely ? Phase.LEAVING : Phase.KILLED);
          case CHANNEL_CLOSED -> child.phase == Phase.LEAVING && !child.toldToLeave;
          case CONNECTION_TIMEOUT, PING_TIMEOUT -> !politely; // rules of their own judge
          case PROTOCOL -> child.misbehaved;
          case OPERATOR -> child.unwanted;
          case STOP -> books.isStoppedTwice();
          case SHRINK,
              PRESSURE,
              ROOM,
              RECYCLE,
              RECYCLE_ASKED,
              CANNOT_ACCEPT,
              MEMORY,
              RELOAD,
              LEFT,
              UNRESPONSIVE ->
              false;
        };
    check(due || again, child, reason);
  }

  private ChildRecord require(int slot, long generation) {
    ChildRecord child = books.child(slot, generation);
    if (child == null) {
      throw new Violation("BlameRule", "nobody lives in slot " + slot);
    }
    return child;
  }

  private static void check(boolean due, ChildRecord child, EndReason reason) {
    if (!due) {
      throw new Violation(
          "BlameRule", "slot " + child.slot + ", " + child.phase + ", must go for " + reason);
    }
  }
}
