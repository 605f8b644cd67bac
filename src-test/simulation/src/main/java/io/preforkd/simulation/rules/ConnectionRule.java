package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.simulation.rules.ChildRecord.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection that takes too long is told of once, and ended at its limit; none is before, as far
 * as the pool can know. Few children a minute are asked for their stacks.
 */
final class ConnectionRule extends Rule {
  /** Looks: one for the question, one for the answer. */
  private static final int LIMIT = 4;

  private static final long NOTICEABLE = 250_000_000L;
  private static final int MOST_DUMPS = 6;
  private static final long MINUTE = 60_000_000_000L;

  private static final class Held {
    private long since;
    private long extendedAt = Long.MIN_VALUE;
    private long extendedUntil = Long.MIN_VALUE;
    private boolean toldOf;

    Held(long since) {
      this.since = since;
    }
  }

  private final Map<Long, Held> held = new HashMap<>();
  private final Deque<Long> dumps = new ArrayDeque<>();
  private final Patience overdue = new Patience(LIMIT);
  private long frozen;
  private long actedAt;

  /** The pool takes a stall to have begun with its last act, which was somewhat before. */
  private long forgiven;

  ConnectionRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void heard(Report report, int slot, long generation) {
    ChildRecord child = books.child(slot, generation);
    if (child == null) {
      return;
    }
    switch (report) {
      case BUSY -> {
        if (child.phase != Phase.KILLED) {
          held.put(generation, new Held(scene.now()));
        }
      }
      case IDLE, ACCEPT_FAILED -> held.remove(generation);
      case CHANNEL_CLOSED -> {
        if (child.phase == Phase.LEAVING) {
          held.remove(generation);
        }
      }
      case EXTENDS -> extend(held.get(generation));
      default -> {}
    }
  }

  private void extend(Held connection) {
    if (connection != null) {
      long until = scene.now() + Report.EXTENSION;
      connection.extendedAt = scene.now();
      connection.extendedUntil = Math.max(connection.extendedUntil, until);
    }
  }

  @Override
  public void heldSince(int slot, long generation, long since) {
    Held known = held.get(generation);
    if (known != null && since > known.since && since <= scene.now()) {
      Held later = new Held(since);
      later.extendedAt = known.extendedAt;
      later.extendedUntil = known.extendedAt < since ? Long.MIN_VALUE : known.extendedUntil;
      held.put(generation, later);
    }
  }

  @Override
  public void slow(int slot, long generation, long nanos) {
    Held connection = held.get(generation);
    require(connection != null && !connection.toldOf, "slow without a connection, or again");
    require(isOver(connection, scene.spec().connection().slowAfter(), 0), "not yet slow");
    connection.toldOf = true;
  }

  @Override
  public void dump(int slot, long generation, EndReason reason) {
    while (!dumps.isEmpty() && scene.now() - dumps.peek() >= MINUTE) {
      dumps.remove();
    }
    dumps.add(scene.now());
    require(dumps.size() <= MOST_DUMPS, "too many stacks are asked for");
    end(generation, reason);
  }

  @Override
  public void kill(int slot, long generation, boolean politely, EndReason reason) {
    if (books.inSlot(slot).phase != Phase.KILLED) {
      end(generation, reason);
    }
  }

  private void end(long generation, EndReason reason) {
    Held connection = held.remove(generation);
    if (reason == EndReason.CONNECTION_TIMEOUT) {
      require(connection != null, "no connection is held");
      require(isOver(connection, scene.spec().connection().timeout(), 0), "it had time left");
    }
  }

  @Override
  public void gone(
      int slot, long generation, SlotState was, EndReason reason, long age, boolean wasIdle) {
    held.remove(generation);
  }

  @Override
  public void ticking() {
    if (isLate()) {
      forgiven += scene.now() - actedAt;
    }
  }

  @Override
  public void settled() {
    if (!isLate()) {
      actedAt = scene.now();
    }
  }

  private boolean isLate() {
    return scene.now() - scene.pool().nextDeadline() > NOTICEABLE;
  }

  @Override
  public void inspect() {
    if (frozen != scene.frozen()) {
      frozen = scene.frozen();
      overdue.forget();
    }
    List<Long> overdueNow = overdue();
    if (overdue.isOver(!overdueNow.isEmpty())) {
      throw broken("connections outlive their limit, of generations " + overdueNow);
    }
  }

  private List<Long> overdue() {
    long timeout = scene.spec().connection().timeout();
    List<Long> generations = new ArrayList<>();
    held.forEach(
        (generation, connection) -> {
          if (timeout > 0 && isOver(connection, timeout, Math.max(scene.frozen(), forgiven))) {
            generations.add(generation);
          }
        });
    return generations;
  }

  /** Whether a limit is over, and so much grace besides. */
  private boolean isOver(Held connection, long limit, long grace) {
    long end = Math.max(connection.since + limit, connection.extendedUntil);
    return limit > 0 && scene.now() >= end + grace;
  }
}
