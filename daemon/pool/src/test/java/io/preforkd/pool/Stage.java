package io.preforkd.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A pool, a clock that a test moves by hand, and the actions that the last event led to. Nothing is
 * carried out: a test plays the children and the kernel by telling what they say.
 */
final class Stage {
  final Pool pool;
  private long now;
  private List<Action> actions = List.of();

  Stage(Specs specs) {
    this(specs, new Spares(), new Quota(1000));
  }

  Stage(Specs specs, ScalingAlgorithm scaling, Quota quota) {
    pool = new Pool(specs.build(), scaling, quota);
  }

  /** An open pool whose first children are all idle. */
  static Stage ready(Specs specs) {
    Stage stage = new Stage(specs).open();
    stage.everybodyStarts();
    return stage;
  }

  /** An open pool all of whose first children hold a connection. */
  static Stage held(Specs specs) {
    Stage stage = ready(specs);
    for (int i = 0; i < stage.pool.spec().start(); i++) {
      stage.pending(0);
      stage.busy(i);
    }
    return stage;
  }

  Stage everybodyStarts() {
    List<Action> all = new ArrayList<>();
    for (int i = 0; i < pool.scoreboard().size(); i++) {
      if (state(i) == SlotState.STARTING) {
        idle(i);
        all.addAll(actions);
      }
    }
    actions = all;
    return this;
  }

  Stage open() {
    return then(pool.open(now));
  }

  Stage pending(int listener) {
    return then(pool.connectionPending(now, listener));
  }

  Stage backlog(int connections) {
    return backlog(0, connections);
  }

  Stage backlog(int listener, int connections) {
    return then(pool.backlog(now, listener, connections));
  }

  /** On the sockets of this slot. */
  Stage queued(int slot, int connections) {
    return then(pool.queued(now, slot, connections));
  }

  Stage idle(int slot) {
    return idle(slot, 0);
  }

  /** The child says that it is idle, having accepted so many connections. */
  Stage idle(int slot, long connections) {
    return then(pool.childIdle(now, slot, generation(slot), connections));
  }

  Stage counted(int slot, long connections) {
    return then(pool.childCounted(now, slot, generation(slot), connections));
  }

  Stage measured(int slot, long bytes) {
    return then(pool.on(now, new Event.ChildMemory(slot, generation(slot), bytes)));
  }

  Stage busy(int slot) {
    return then(pool.childBusy(now, slot, generation(slot)));
  }

  /** The answer to an inspection: so many milliseconds ago. */
  Stage heldFor(int slot, long ms) {
    return then(pool.heldSince(now, slot, generation(slot), now - ms * Specs.MS));
  }

  Stage extended(int slot, long ms) {
    return then(pool.childExtends(now, slot, generation(slot), ms * Specs.MS));
  }

  Stage greeted(int slot, boolean pong, boolean async) {
    return then(pool.childGreeted(now, slot, generation(slot), pong, async, false, false));
  }

  /** One that can accept without orders. */
  Stage greetedAsFree(int slot) {
    return then(pool.childGreeted(now, slot, generation(slot), true, false, true, false));
  }

  /** All that are starting hold many connections; then they are idle. */
  Stage manyStart() {
    for (int i = 0; i < pool.scoreboard().size(); i++) {
      if (state(i) == SlotState.STARTING) {
        then(pool.childGreeted(now, i, generation(i), true, true, true, true));
      }
    }
    return everybodyStarts();
  }

  Stage opened(int slot, long connections) {
    return then(pool.on(now, new Event.ChildOpened(slot, generation(slot), connections)));
  }

  Stage closed(int slot, long connections) {
    return then(pool.on(now, new Event.ChildClosed(slot, generation(slot), connections)));
  }

  Stage accepted(int listener) {
    return then(pool.on(now, new Event.Accepted(listener)));
  }

  Stage nobodyCame(int slot) {
    return then(pool.on(now, new Event.NobodyCame(slot, generation(slot))));
  }

  Stage cannotAccept(int slot) {
    return then(pool.on(now, new Event.CannotAccept(slot, generation(slot), 0)));
  }

  Stage handedBack(int listener) {
    return then(pool.on(now, new Event.HandedBack(listener)));
  }

  Stage pong(int slot) {
    return pong(slot, 0);
  }

  Stage pong(int slot, int nonce) {
    return then(pool.childPong(now, slot, generation(slot), nonce));
  }

  Stage pause() {
    return then(pool.pause(now));
  }

  Stage resume() {
    return then(pool.resume(now));
  }

  Stage acceptFailed(int slot) {
    return then(pool.childAcceptFailed(now, slot, generation(slot)));
  }

  Stage leaving(int slot) {
    return then(pool.childLeaving(now, slot, generation(slot)));
  }

  Stage failed(int slot) {
    return then(pool.childFailed(now, slot, generation(slot), EndReason.PROTOCOL));
  }

  Stage channelClosed(int slot) {
    return then(pool.channelClosed(now, slot, generation(slot)));
  }

  Stage exited(int slot) {
    return then(pool.childExited(now, slot, generation(slot), Blame.CHILD));
  }

  Stage killedFromOutside(int slot) {
    return then(pool.childExited(now, slot, generation(slot), Blame.OUTSIDE));
  }

  Stage pressure(Pressure level) {
    return then(pool.memoryPressure(now, level));
  }

  Stage stop() {
    return then(pool.stop(now));
  }

  Stage retire(Integer... kept) {
    return then(pool.on(now, new Event.Retire(Set.of(kept))));
  }

  Stage lend(int children) {
    return then(pool.on(now, new Event.Lend(children)));
  }

  Stage scale(SizeOrder order) {
    return then(pool.on(now, new Event.Scale(order)));
  }

  Stage killed(int slot) {
    return then(pool.on(now, new Event.KillChild(slot, generation(slot))));
  }

  Stage recycled(int slot) {
    return then(pool.on(now, new Event.RecycleChild(slot, generation(slot))));
  }

  Stage reconfigured(Specs specs) {
    return then(pool.reconfigured(now, specs.build()));
  }

  /** The children and the kernel are silent for so long; the pool is ticked whenever it wants. */
  Stage after(long ms) {
    long end = now + ms * Specs.MS;
    List<Action> all = new ArrayList<>();
    while (pool.nextDeadline() <= end) {
      now = Math.max(now, pool.nextDeadline());
      all.addAll(pool.tick(now));
    }
    now = end;
    actions = all;
    return this;
  }

  /** Nobody could act for so long; then the pool is ticked once. */
  Stage stalled(long ms) {
    return frozen(ms).then(pool.tick(now));
  }

  /** Time passes, and nobody ticks the pool. */
  Stage frozen(long ms) {
    now += ms * Specs.MS;
    return this;
  }

  /** The actions of this kind that the last call led to. */
  <A extends Action> List<A> told(Class<A> kind) {
    return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<Action> told() {
    return actions;
  }

  int spawned() {
    return told(Action.Spawn.class).size();
  }

  List<Integer> ordered() {
    return told(Action.Order.class).stream().map(Action.Order::slot).toList();
  }

  List<Integer> watched() {
    return told(Action.Watch.class).stream().map(Action.Watch::listener).toList();
  }

  List<Integer> drained() {
    return told(Action.Drain.class).stream().map(Action.Drain::slot).toList();
  }

  SlotState state(int slot) {
    return pool.scoreboard().slot(slot).state();
  }

  long generation(int slot) {
    return pool.scoreboard().slot(slot).generation();
  }

  long now() {
    return now;
  }

  private Stage then(List<Action> led) {
    actions = led;
    return this;
  }
}
