package io.preforkd.simulation.rules;

import io.preforkd.pool.Bound;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Remembers in words what happened last, for a run that is replayed because it failed. */
public final class Trace extends Witness {
  private static final int LINES = 30;

  private final Deque<String> lines = new ArrayDeque<>();
  private final Scene scene;
  private final String pool;

  public Trace(Scene scene, String pool) {
    this.scene = scene;
    this.pool = pool;
  }

  private void add(String what) {
    if (lines.size() == LINES) {
      lines.remove();
    }
    String time = String.format("%,15d ns  %s  ", scene.now(), pool);
    lines.add(time + what);
  }

  /** The last events and the decisions they led to, oldest first. */
  public String text() {
    return String.join("\n", lines);
  }

  /** Samples are left out: a pool at rest hears nothing else, and they would push out the rest. */
  @Override
  public void heard(Report report, int slot, long generation) {
    if (report == Report.MEASURED) {
      return;
    }
    add(String.format("slot %d gen %d: %s", slot, generation, report));
  }

  @Override
  public void handingBack(int listener) {
    add(String.format("listener %d: handed back", listener));
  }

  @Override
  public void pending(int listener) {
    add(String.format("listener %d: pending", listener));
  }

  @Override
  public void measured(int listener, int connections) {
    add(String.format("listener %d: %d wait", listener, connections));
  }

  @Override
  public void reconfigured(PoolSpec spec) {
    add(String.format("%s", spec));
  }

  @Override
  public void scaling(SizeOrder order) {
    add(String.format("%s", order));
  }

  @Override
  public void killing(int slot, long generation) {
    add(String.format("operator kills slot %d gen %d", slot, generation));
  }

  @Override
  public void recycling(int slot, long generation) {
    add(String.format("operator recycles slot %d gen %d", slot, generation));
  }

  @Override
  public void stopping() {
    add("stop");
  }

  @Override
  public void ticking() {
    add(String.format("tick, wanted at %,d", scene.pool().nextDeadline()));
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    add(String.format("  -> spawn slot %d gen %d for %s", slot, generation, reason));
  }

  @Override
  public void order(int slot, long generation, int listener, boolean selfAccept, int count) {
    add(
        String.format(
            "  -> order slot %d gen %d to listener %d, %d", slot, generation, listener, count));
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    add(String.format("  -> drain slot %d gen %d for %s", slot, generation, reason));
  }

  @Override
  public void part(int slot, long generation, EndReason reason) {
    add(String.format("  -> part from slot %d gen %d for %s", slot, generation, reason));
  }

  @Override
  public void toldToLeave(int slot, long generation, EndReason reason) {
    add(String.format("  -> drain slot %d gen %d at last", slot, generation));
  }

  @Override
  public void queued(int slot, int connections) {
    add(String.format("slot %d: %d wait", slot, connections));
  }

  @Override
  public void steer(Set<Integer> slots, boolean accepting) {
    add(String.format("  -> steer to %s", slots));
  }

  @Override
  public void kill(int slot, long generation, boolean politely, EndReason reason) {
    add(
        String.format(
            "  -> %s slot %d gen %d for %s", politely ? "TERM" : "KILL", slot, generation, reason));
  }

  @Override
  public void heldSince(int slot, long generation, long since) {
    add(String.format("slot %d gen %d: held since %,d", slot, generation, since));
  }

  @Override
  public void dump(int slot, long generation, EndReason reason) {
    add(String.format("  -> QUIT slot %d gen %d for %s", slot, generation, reason));
  }

  @Override
  public void ping(int slot, long generation, int nonce) {
    add(String.format("  -> ping slot %d gen %d", slot, generation));
  }

  @Override
  public void free(int slot, long generation) {
    add(String.format("  -> free slot %d gen %d", slot, generation));
  }

  @Override
  public void callBack(int slot, long generation, int nonce) {
    add(String.format("  -> call back slot %d gen %d", slot, generation));
  }

  @Override
  public void look() {
    add("  -> look at the records");
  }

  @Override
  public void paused() {
    add("the parent is about to be replaced");
  }

  @Override
  public void resuming() {
    add("another parent takes over");
  }

  @Override
  public void inspect(int slot, long generation) {
    add(String.format("  -> inspect slot %d gen %d", slot, generation));
  }

  @Override
  public void slow(int slot, long generation, long nanos) {
    add(String.format("  -> slow slot %d gen %d, %,d ns", slot, generation, nanos));
  }

  @Override
  public void watch(int listener) {
    add(String.format("  -> watch listener %d", listener));
  }

  @Override
  public void measure(int listener) {
    add(String.format("  -> measure listener %d", listener));
  }

  @Override
  public void close(int listener) {
    add(String.format("  -> close listener %d", listener));
  }

  @Override
  public void gone(
      int slot, long generation, SlotState was, EndReason reason, long age, boolean wasIdle) {
    add(String.format("  -> gone slot %d gen %d, was %s, for %s", slot, generation, was, reason));
  }

  @Override
  public void throttled(int deaths, long pauseNanos) {
    add(String.format("  -> throttled after %d deaths for %,d ns", deaths, pauseNanos));
  }

  @Override
  public void degraded(int failures) {
    add(String.format("  -> degraded after %d failures", failures));
  }

  @Override
  public void recovered(long nanos) {
    add(String.format("  -> recovered after %,d ns", nanos));
  }

  @Override
  public void squeezed(Pressure level) {
    add(String.format("memory pressure %s", level));
  }

  @Override
  public void saturated(int waiting, Bound bound) {
    add(String.format("  -> saturated by %s, %d wait", bound, waiting));
  }

  @Override
  public void relieved(long nanos) {
    add(String.format("  -> relieved after %,d ns", nanos));
  }

  @Override
  public void stopped() {
    add("  -> stopped");
  }
}
