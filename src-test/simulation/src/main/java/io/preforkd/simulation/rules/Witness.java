package io.preforkd.simulation.rules;

import io.preforkd.pool.Bound;
import io.preforkd.pool.Effects;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import java.util.Set;

/**
 * Hears what a pool hears, just before it does, and sees each of its decisions; does nothing unless
 * it says otherwise.
 */
public abstract class Witness implements Effects {
  /** A child's report, or its end, is about to be told. */
  public void heard(Report report, int slot, long generation) {}

  /** Just before that: the child has accepted so many connections, or has so many bytes. */
  public void counted(Report report, int slot, long generation, long number) {}

  /** A watch has fired. */
  public void pending(int listener) {}

  /** The parent is about to tell that it has a connection in hand which nobody has taken. */
  public void handingBack(int listener) {}

  /** The parent is about to tell that it has accepted a connection. */
  public void accepted(int listener) {}

  /** The backlog has been measured. */
  public void measured(int listener, int connections) {}

  /** So many wait for the child of this slot, and nobody else can accept them. */
  public void queued(int slot, int connections) {}

  /** The child has been told what {@link #part} had decided; it is not told {@link #drain}. */
  public void toldToLeave(int slot, long generation, EndReason reason) {}

  /** The shell is about to say when the child accepted the connection that it holds. */
  public void heldSince(int slot, long generation, long since) {}

  public void reconfigured(PoolSpec spec) {}

  /** The pool is about to be told how short memory is. */
  public void squeezed(Pressure level) {}

  /** The operator is about to set the size. */
  public void scaling(SizeOrder order) {}

  /** The operator is about to end this child. */
  public void killing(int slot, long generation) {}

  /** The operator is about to ask for this child's replacement. */
  public void recycling(int slot, long generation) {}

  /** The pool is about to be stopped, for the first or the second time. */
  public void stopping() {}

  /** The parent has done the last thing before another one takes over. */
  public void paused() {}

  /** Another parent has taken over. */
  public void resuming() {}

  public void ticking() {}

  /** The pool has dealt with the event, and all its decisions have been seen. */
  public void settled() {}

  /** From time to time, whether something happens or not. */
  public void inspect() {}

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {}

  @Override
  public void order(int slot, long generation, int listener, boolean selfAccept, int count) {}

  @Override
  public void drain(int slot, long generation, EndReason reason) {}

  /** The decision, as that of {@link #drain}. */
  @Override
  public void part(int slot, long generation, EndReason reason) {
    drain(slot, generation, reason);
  }

  @Override
  public void measureSlot(int slot) {}

  @Override
  public void steer(Set<Integer> slots, boolean accepting) {}

  @Override
  public void kill(int slot, long generation, boolean politely, EndReason reason) {}

  @Override
  public void dump(int slot, long generation, EndReason reason) {}

  @Override
  public void ping(int slot, long generation, int nonce) {}

  @Override
  public void free(int slot, long generation) {}

  @Override
  public void up(int slot, long generation) {}

  @Override
  public void callBack(int slot, long generation, int nonce) {}

  @Override
  public void inspect(int slot, long generation) {}

  @Override
  public void slow(int slot, long generation, long nanos) {}

  @Override
  public void watch(int listener) {}

  @Override
  public void look() {}

  @Override
  public void measure(int listener) {}

  @Override
  public void shut(int listener) {}

  @Override
  public void close(int listener) {}

  @Override
  public void gone(
      int slot,
      long generation,
      SlotState was,
      EndReason reason,
      long ageNanos,
      boolean hadBeenIdle) {}

  @Override
  public void throttled(int deaths, long pauseNanos) {}

  @Override
  public void degraded(int failures) {}

  @Override
  public void recovered(long nanos) {}

  @Override
  public void pressed(Pressure level) {}

  @Override
  public void eased(long nanos) {}

  @Override
  public void saturated(int waiting, Bound bound) {}

  @Override
  public void relieved(long nanos) {}

  @Override
  public void leftBehind(int slot, long generation) {}

  @Override
  public void stopped() {}
}
