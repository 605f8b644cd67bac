package io.preforkd.simulation;

import io.preforkd.pool.Action;
import io.preforkd.pool.Dispatch;
import io.preforkd.pool.Event;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.Quota;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.Slot;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.model.Agenda;
import io.preforkd.simulation.rules.Jury;
import io.preforkd.simulation.rules.Report;
import io.preforkd.simulation.rules.Scene;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The shell around one pool: brings it events, and carries out what it decides. */
final class SimulatedPool implements Scene {
  private final Simulation simulation;
  private final Agenda agenda;
  private final Dice dice;
  private final Host host;
  private final PoolPlan plan;
  private final Successor core;
  private final Census census = new Census();
  private final SimulatedKernel kernel;
  private final List<Traffic> traffic = new ArrayList<>();
  private final Map<Integer, SimulatedChild> children = new HashMap<>();
  private final HandsOfParent hands;
  private final BitSet vacant = new BitSet();
  private final Jury jury;
  private Habits habits;
  private long ticks;
  private boolean resetAllowed;
  private long giveUpAt = Long.MAX_VALUE;

  SimulatedPool(Simulation simulation, PoolPlan plan) {
    this.simulation = simulation;
    this.plan = plan;
    agenda = simulation.agenda();
    dice = simulation.dice();
    host = simulation.host();
    habits = plan.habits();
    core = new Successor(plan, simulation.quota(), simulation.chronicle());
    vacant.set(0, sockets());
    kernel = new SimulatedKernel(listeners());
    hands = new HandsOfParent(kernel, census);
    jury = new Jury(this);
  }

  @Override
  public int sockets() {
    return hasSocketsOfSlots() ? Sizes.MOST : 1;
  }

  private boolean hasSocketsOfSlots() {
    return plan.spec().dispatch().hasSocketsOfSlots();
  }

  private List<SimulatedListener> listeners() {
    List<SimulatedListener> listeners = new ArrayList<>();
    for (Load load : plan.loads()) {
      int index = listeners.size();
      SimulatedListener listener =
          new SimulatedListener(
              sockets(),
              agenda,
              dice,
              plan.latency(),
              plan.queueLimit(),
              census,
              () -> pending(index),
              this::strandedIn,
              this::wakeChildren);
      listeners.add(listener);
      Load first = load.stretched(simulation.scenario().phases().get(0).stretch());
      traffic.add(new Traffic(agenda, dice, first, listener, census));
    }
    return listeners;
  }

  private void wakeChildren() {
    kernel.wake();
  }

  Jury jury() {
    return jury;
  }

  SimulatedKernel kernel() {
    return kernel;
  }

  Census census() {
    return census;
  }

  /** Ticks so far. */
  long ticks() {
    return ticks;
  }

  /** Whether clients who waited may have been turned away at the end. */
  boolean isResetAllowed() {
    return resetAllowed;
  }

  /** Whether other pools may keep what this one would need. */
  boolean isShortOfQuota() {
    return livingEverywhere() + reservedElsewhere() >= quotaLimit();
  }

  // What happens to the pool.

  void open() {
    watchVacant();
    tell(new Event.Open());
    traffic.forEach(Traffic::begin);
  }

  /** Other clients come, and children of another kind are started. */
  void enter(Phase phase) {
    habits = Habits.draw(dice);
    traffic.forEach(t -> t.becomes(Load.draw(dice).stretched(phase.stretch())));
  }

  void calmDown() {
    traffic.forEach(Traffic::end);
    habits = habits.healthy();
    children.values().forEach(SimulatedChild::comeLoose);
    reconfigure(() -> PoolPlan.unlimited(spec()));
  }

  void tick() {
    ticks++;
    jury.ticking();
    tell(new Event.Tick());
  }

  void stop() {
    host.hear(
        () -> {
          resetAllowed |= giveUpAt != Long.MAX_VALUE;
          giveUpAt = Math.min(giveUpAt, now() + spec().stopTimeout());
          jury.stopping();
          tell(new Event.Stop());
        });
  }

  void resize() {
    reconfigure(() -> plan.resized(dice));
  }

  private void reconfigure(Supplier<PoolSpec> to) {
    host.hear(
        () -> {
          PoolSpec changed = to.get();
          jury.reconfigured(changed);
          tell(new Event.Reconfigured(changed));
        });
  }

  void press(Pressure level) {
    host.hear(
        () -> {
          jury.pressed(level);
          tell(new Event.MemoryPressure(level));
        });
  }

  void scale(SizeOrder order) {
    host.hear(
        () -> {
          jury.scaling(order);
          tell(new Event.Scale(order));
        });
  }

  /** The operator names a slot; who lives there by the time it is heard is looked up then. */
  void killSlot(int slot) {
    host.hear(
        () -> {
          long generation = pool().scoreboard().slot(slot).generation();
          jury.killing(slot, generation);
          tell(new Event.KillChild(slot, generation));
        });
  }

  /** As {@link #killSlot}, but gently. */
  void recycleSlot(int slot) {
    host.hear(
        () -> {
          long generation = pool().scoreboard().slot(slot).generation();
          jury.recycling(slot, generation);
          tell(new Event.RecycleChild(slot, generation));
        });
  }

  void inspect() {
    jury.inspect();
  }

  private void pending(int listener) {
    host.hear(
        () -> {
          jury.pending(listener);
          tell(new Event.ConnectionPending(listener));
        });
  }

  private void watchVacant() {
    if (hasSocketsOfSlots()) {
      kernel.watchVacant(vacant);
    }
  }

  /** Whoever lives there by the time it is looked at takes care of them. */
  private void strandedIn(int slot) {
    host.hear(
        () -> {
          if (vacant.get(slot)) {
            tellQueued(slot);
          }
        });
  }

  private void tellQueued(int slot) {
    int connections = kernel.queuedFor(slot);
    jury.queued(slot, connections);
    tell(new Event.Queued(slot, connections));
  }

  private void lives(int slot, boolean isThere) {
    vacant.set(slot, !isThere);
    watchVacant();
  }

  /** Reads the records of those who keep one. */
  private void look() {
    for (Integer slot : List.copyOf(children.keySet())) {
      if (children.get(slot).keepsRecord()) {
        look(pool().scoreboard().slot(slot), children.get(slot));
      }
    }
  }

  private void look(Slot known, SimulatedChild child) {
    known
        .news(child.accepted(), child.isFull())
        .ifPresent(
            news -> {
              Report report = news instanceof Event.ChildBusy ? Report.BUSY : Report.IDLE;
              report(report, known.number(), known.generation(), child.accepted());
            });
  }

  /** The parent counts when it acts, not when it meant to. */
  private void count(int listener) {
    host.hear(
        () -> {
          int connections = kernel.listener(listener).queued();
          jury.measured(listener, connections);
          tell(new Event.Backlog(listener, connections));
          if (hasSocketsOfSlots()) {
            IntStream.range(0, sockets())
                .filter(slot -> kernel.listener(listener).queued(slot) > 0)
                .forEach(this::tellQueued);
          }
        });
  }

  private void report(Report report, int slot, long generation, long connections) {
    host.hear(
        () -> {
          hands.heard(report, generation).ifPresent(this::handBack);
          jury.heard(report, slot, generation, connections);
          tell(report.about(slot, generation, connections));
        });
  }

  /** What comes of that is told after what led to it. */
  private void handBack(int listener) {
    agenda.in(
        0,
        () ->
            host.hear(
                () -> {
                  jury.handingBack(listener);
                  tell(new Event.HandedBack(listener));
                }));
  }

  /** Reads the board for those who say nothing, and has their memory measured. */
  void audit() {
    for (Integer slot : List.copyOf(children.keySet())) {
      Slot read = pool().scoreboard().slot(slot);
      if (read.state() == SlotState.BUSY && pool().needsCounts()) {
        report(Report.COUNTED, slot, read.generation(), children.get(slot).accepted());
      }
      if (read.state().isLiving()) {
        measureMemory(slot, read.generation());
      }
    }
  }

  /** That takes a while, after which another child may live there. */
  private void measureMemory(int slot, long generation) {
    long bytes = children.get(slot).memory();
    agenda.in(
        dice.between(0, 2 * Dice.SECOND), () -> report(Report.MEASURED, slot, generation, bytes));
  }

  /** The last thing that the parent does before it is away; what else there is to do waits. */
  void pause() {
    enact(core.on(now(), new Event.Pause()));
    jury.paused();
  }

  /** Another parent takes over, with this quota and a journal of its own. */
  void replaceParent(Quota quota, Chronicle chronicle) {
    core.replace(quota, chronicle);
    kernel.forgetWatches();
  }

  void resume() {
    jury.resuming();
    watchVacant();
    tell(new Event.Resume());
  }

  void forgetFormerParent() {
    core.forget();
  }

  private void tell(Event event) {
    carryOut(core.on(now(), event));
  }

  private void carryOut(List<Action> actions) {
    enact(actions);
    jury.settled();
  }

  private void enact(List<Action> actions) {
    for (Action action : actions) {
      jury.decided(action);
      carryOut(action);
    }
    simulation.countStep();
  }

  private void carryOut(Action action) {
    if (action instanceof Action.Spawn spawn) {
      spawn(spawn.slot(), spawn.generation());
    } else if (action instanceof Action.Order order) {
      order(order);
    } else if (action instanceof Action.Drain drain) {
      children.get(drain.slot()).drain();
    } else if (action instanceof Action.Kill kill) {
      end(children.get(kill.slot()), kill.politely());
    } else if (action instanceof Action.Dump dump) {
      children.get(dump.slot()).terminate();
    } else if (action instanceof Action.Ping ping) {
      children.get(ping.slot()).ping(ping.nonce());
    } else if (action instanceof Action.Free free) {
      children.get(free.slot()).free();
    } else if (action instanceof Action.CallBack call) {
      children.get(call.slot()).callBack(call.nonce());
    } else if (action instanceof Action.Inspect inspect) {
      agenda.in(0, () -> tellHeld(inspect.slot(), inspect.generation()));
    } else if (action instanceof Action.Watch watch) {
      kernel.listener(watch.listener()).watch();
    } else if (action instanceof Action.Look) {
      agenda.in(0, () -> host.hear(this::look));
    } else if (action instanceof Action.Measure measure) {
      agenda.in(0, () -> count(measure.listener()));
    } else if (action instanceof Action.MeasureSlot measure) {
      agenda.in(0, () -> host.hear(() -> tellQueued(measure.slot())));
    } else if (action instanceof Action.Steer steer) {
      kernel.steer(steer.slots());
    } else if (action instanceof Action.Gone gone) {
      lives(gone.slot(), false);
    } else if (action instanceof Action.Shut shut) {
      kernel.listener(shut.listener()).shut();
    } else if (action instanceof Action.Close close) {
      resetAllowed |= now() >= giveUpAt;
      hands.drop(close.listener());
      kernel.listener(close.listener()).close();
    }
  }

  private void order(Action.Order order) {
    if (spec().dispatch() == Dispatch.PASS) {
      pass(order);
    } else {
      children.get(order.slot()).order(order.listener(), order.selfAccept(), order.count());
    }
  }

  private void pass(Action.Order order) {
    if (!hands.hold(order.listener()) && dice.onceIn(habits.failsToAccept())) {
      later(Report.CANNOT_ACCEPT, order, order.listener());
      return;
    }
    Client client = hands.give(order.generation(), order.listener());
    if (client == null) {
      later(Report.NOBODY_CAME, order, 0);
    } else {
      children.get(order.slot()).pass(client);
      agenda.in(0, () -> host.hear(() -> tellAccepted(order.listener())));
    }
  }

  private void tellAccepted(int listener) {
    jury.accepted(listener);
    tell(new Event.Accepted(listener));
  }

  private void later(Report report, Action.Order order, long number) {
    agenda.in(0, () -> report(report, order.slot(), order.generation(), number));
  }

  private void tellHeld(int slot, long generation) {
    host.hear(
        () -> {
          long since = children.get(slot).heldSince();
          jury.heldSince(slot, generation, since);
          tell(new Event.HeldSince(slot, generation, since));
        });
  }

  private void spawn(int slot, long generation) {
    SimulatedChild child =
        born(
            (report, connections) -> report(report, slot, generation, connections),
            slot,
            generation);
    children.put(slot, child);
    lives(slot, true);
    child.start();
  }

  private SimulatedChild born(SimulatedChild.Voice voice, int slot, long generation) {
    SimulatedChild.World world =
        new SimulatedChild.World(agenda, dice, plan.latency(), () -> habits, kernel, census);
    SimulatedChild.Kind kind =
        new SimulatedChild.Kind(
            spec().limits().connectionsOf(generation),
            spec().dispatch().isUnordered(),
            spec().dispatch() == Dispatch.PASS,
            hasSocketsOfSlots() ? slot : 0);
    int places = spec().concurrency();
    return places == 1
        ? new OneAtATime(world, kind, voice)
        : new ManyAtATime(world, kind, places, voice);
  }

  private static void end(SimulatedChild child, boolean politely) {
    if (politely) {
      child.terminate();
    } else {
      child.kill();
    }
  }

  // What is really so.

  @Override
  public long now() {
    return agenda.now();
  }

  @Override
  public long frozen() {
    return host.frozen();
  }

  @Override
  public Pool pool() {
    return core.pool();
  }

  @Override
  public PoolSpec spec() {
    return pool().spec();
  }

  @Override
  public boolean usesSpares() {
    return plan.spares();
  }

  @Override
  public Quota quota() {
    return simulation.quota();
  }

  @Override
  public int livingEverywhere() {
    return simulation.living();
  }

  @Override
  public int quotaLimit() {
    return simulation.quotaLimit();
  }

  @Override
  public int reservedElsewhere() {
    return simulation.reservedElsewhere(this);
  }

  @Override
  public int queued(int listener) {
    return kernel.listener(listener).queued() + hands.inHand(listener);
  }

  @Override
  public int queuedFor(int slot) {
    return slot < sockets() ? kernel.queuedFor(slot) : 0;
  }

  @Override
  public int accepted(int listener) {
    return kernel.listener(listener).accepted() + hands.given();
  }

  @Override
  public boolean isResponsive(int slot) {
    return children.get(slot).isResponsive();
  }

  @Override
  public boolean isFull(int slot) {
    return children.get(slot).isFull();
  }
}
