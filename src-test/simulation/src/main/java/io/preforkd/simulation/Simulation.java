package io.preforkd.simulation;

import io.preforkd.pool.Pressure;
import io.preforkd.pool.Quota;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.model.Agenda;
import io.preforkd.simulation.rules.Books;
import io.preforkd.simulation.rules.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One run: the pools are opened, attacked for a while, in half of the runs left in peace and looked
 * at, and stopped.
 */
final class Simulation {
  /** For each phase. */
  private static final long MOST_STEPS = 5_000_000;

  private static final long LOOK = 50 * Dice.MILLISECOND;
  private static final long AUDIT = Dice.SECOND;
  private static final long CHAOS = 100 * Dice.MILLISECOND;

  /** After this time even a single child has served three full queues. */
  private static final long LONGEST_QUEUE = 600 * Dice.SECOND;

  /** After this time without faults every effect of the last fault is over. */
  private static final long RECOVERY = 130 * Dice.SECOND;

  /** After this time even a pool whose children ignore everything has ended. */
  private static final long ENDING = 60 * Dice.SECOND;

  private final Agenda agenda = new Agenda();
  private final Host host = new Host(agenda);
  private final Dice dice;
  private final Scenario scenario;
  private final Dice heirs;
  private final List<SimulatedPool> pools = new ArrayList<>();
  private Quota quota;
  private Chronicle chronicle;
  private boolean chaotic = true;
  private long steps;

  Simulation(long seed, Function<Dice, Scenario> script) {
    dice = new Dice(seed);
    heirs = new Dice(~seed);
    scenario = script.apply(dice);
    quota = new Quota(scenario.quota());
    chronicle = new Chronicle(heirs, quota);
    for (PoolPlan plan : scenario.pools()) {
      pools.add(new SimulatedPool(this, plan));
    }
  }

  Agenda agenda() {
    return agenda;
  }

  Host host() {
    return host;
  }

  Dice dice() {
    return dice;
  }

  Quota quota() {
    return quota;
  }

  Chronicle chronicle() {
    return chronicle;
  }

  int quotaLimit() {
    return scenario.quota();
  }

  Scenario scenario() {
    return scenario;
  }

  List<SimulatedPool> pools() {
    return pools;
  }

  /** Children that live, in all pools, counted by hand. */
  int living() {
    int sum = 0;
    for (SimulatedPool pool : pools) {
      sum += pool.jury().books().living();
    }
    return sum;
  }

  /** Children that are set aside for pools other than this one, counted by hand. */
  int reservedElsewhere(SimulatedPool own) {
    int sum = 0;
    for (SimulatedPool pool : pools) {
      sum += pool == own ? 0 : pool.jury().books().reserved();
    }
    return sum;
  }

  /** What the clock shows, nanoseconds since the opening. */
  long clock() {
    return agenda.now();
  }

  /** Events that were told to a pool. */
  long steps() {
    return steps;
  }

  void countStep() {
    if (++steps > MOST_STEPS * scenario.phases().size()) {
      throw new Violation("Simulation", "does not end");
    }
  }

  /**
   * Runs it to its end.
   *
   * @throws Violation if a rule does not hold
   */
  void run() {
    pools.forEach(SimulatedPool::open);
    look();
    audit();
    chaos();
    if (heirs.onceIn(2)) {
      succeed();
    }
    live(scenario.phases().get(0).time());
    scenario.phases().stream().skip(1).forEach(this::live);
    if (scenario.calm()) {
      calm();
    }
    stop();
  }

  private void live(Phase phase) {
    pools.forEach(pool -> pool.enter(phase));
    live(phase.time());
  }

  private void calm() {
    chaotic = false;
    pools.forEach(SimulatedPool::calmDown);
    for (long lived = 0; isAnybodyQueued() && lived < LONGEST_QUEUE; lived += Dice.SECOND) {
      live(Dice.SECOND);
    }
    live(RECOVERY);
    for (SimulatedPool pool : pools) {
      Aftermath aftermath = new Aftermath(pool);
      aftermath.requireRecovered();
      aftermath.requireSleep(() -> live(10 * Dice.SECOND));
      aftermath.requireService(() -> live(5 * Dice.SECOND));
    }
  }

  private boolean isAnybodyQueued() {
    for (SimulatedPool pool : pools) {
      if (pool.kernel().queued() > 0) {
        return true;
      }
    }
    return false;
  }

  private void stop() {
    pools.forEach(SimulatedPool::stop);
    if (dice.onceIn(4)) {
      freeze(dice.spread(Dice.MILLISECOND, Dice.SECOND));
    }
    live(dice.between(0, 3 * Dice.SECOND));
    if (dice.onceIn(3)) {
      pools.forEach(SimulatedPool::stop);
    }
    chaotic = false;
    for (long lived = 0; !isOver() && lived < ENDING; lived += Dice.SECOND) {
      live(Dice.SECOND);
    }
    live(Dice.SECOND);
    pools.forEach(pool -> new Aftermath(pool).requireEnd());
  }

  private boolean isOver() {
    for (SimulatedPool pool : pools) {
      Books books = pool.jury().books();
      if (!books.isClosed() || books.living() > books.leftBehind()) {
        return false;
      }
    }
    return true;
  }

  /** From time to time everybody is looked at. */
  private void look() {
    if (!host.isStalled()) {
      pools.forEach(SimulatedPool::inspect);
    }
    agenda.in(LOOK, this::look);
  }

  /** Once a second the shell reads the board. */
  private void audit() {
    pools.forEach(SimulatedPool::audit);
    agenda.in(AUDIT, this::audit);
  }

  /** From time to time something happens to the host, or the operator wants something else. */
  private void chaos() {
    if (!chaotic) {
      return;
    }
    if (dice.onceIn(scenario.frozenOdds())) {
      freeze(dice.spread(Dice.MILLISECOND, 20 * Dice.SECOND));
    }
    if (dice.onceIn(scenario.resizeOdds())) {
      pools.get(dice.between(0, pools.size() - 1)).resize();
    }
    if (dice.onceIn(scenario.pressureOdds())) {
      press(dice.onceIn(2) ? Pressure.SOME : Pressure.FULL, dice.between(0, 5));
    }
    if (dice.onceIn(scenario.operatorOdds())) {
      operate(pools.get(dice.between(0, pools.size() - 1)));
    }
    agenda.in(dice.between(CHAOS / 2, CHAOS * 3 / 2), this::chaos);
  }

  /** Memory is short for so many seconds more; all pools hear of it once a second. */
  private void press(Pressure level, int seconds) {
    pools.forEach(pool -> pool.press(level));
    if (seconds > 0 && chaotic) {
      agenda.in(Dice.SECOND, () -> press(level, seconds - 1));
    }
  }

  private void operate(SimulatedPool pool) {
    int children = dice.between(0, pool.spec().max() + 2);
    switch (dice.between(0, 9)) {
      case 0 -> pool.scale(new SizeOrder.To(children));
      case 1 -> pool.scale(new SizeOrder.By(dice.between(1, 3)));
      case 2 -> pool.scale(new SizeOrder.By(-dice.between(1, 3)));
      case 3 -> pool.scale(new SizeOrder.Freeze());
      case 4 -> pool.killSlot(dice.between(0, pool.spec().max() - 1));
      case 5 -> pool.recycleSlot(dice.between(0, pool.spec().max() - 1));
      case 6 -> recycleAll(pool);
      case 7 -> holdForAWhile(pool);
      default -> pool.scale(new SizeOrder.Auto());
    }
  }

  /** In some runs another parent takes over now and then; it has dice of its own. */
  private void succeed() {
    agenda.in(heirs.spread(Dice.MILLISECOND, 60 * Dice.SECOND), this::replaceParent);
  }

  private void replaceParent() {
    if (!chaotic) {
      return;
    }
    if (host.isStalled()) {
      succeed();
      return;
    }
    pools.forEach(SimulatedPool::pause);
    host.stall(heirs.spread(Dice.MILLISECOND, 2 * Dice.SECOND));
    host.hear(this::takeOver);
  }

  private void takeOver() {
    quota = new Quota(scenario.quota());
    chronicle = new Chronicle(heirs, quota);
    pools.forEach(pool -> pool.replaceParent(quota, chronicle));
    pools.forEach(SimulatedPool::resume);
    agenda.in(
        heirs.spread(Dice.MILLISECOND, 5 * Dice.SECOND),
        () -> {
          pools.forEach(SimulatedPool::forgetFormerParent);
          succeed();
        });
  }

  private void holdForAWhile(SimulatedPool pool) {
    pool.scale(new SizeOrder.Freeze());
    agenda.in(dice.between(0, 4 * Dice.SECOND), () -> letGo(pool));
  }

  private void letGo(SimulatedPool pool) {
    if (chaotic) {
      pool.scale(new SizeOrder.Auto());
    }
  }

  private static void recycleAll(SimulatedPool pool) {
    for (int slot = 0; slot < pool.spec().max(); slot++) {
      pool.recycleSlot(slot);
    }
  }

  private void freeze(long time) {
    if (dice.onceIn(2)) {
      host.stall(time);
    } else {
      host.freeze(time);
    }
  }

  /** Lets so much time be lived; of what happens at one moment, ticks are the last. */
  private void live(long time) {
    long end = agenda.lived() + time;
    while (true) {
      SimulatedPool due = next();
      long tickAt = host.canActAt(agenda.lived() + agenda.until(due.pool().nextDeadline()));
      if (Math.min(tickAt, agenda.next()) > end) {
        break;
      }
      if (agenda.next() <= tickAt) {
        agenda.happen();
      } else {
        agenda.idleUntil(tickAt);
        due.tick();
      }
    }
    agenda.idleUntil(end);
  }

  /** The pool that wants to be ticked first. */
  private SimulatedPool next() {
    SimulatedPool first = pools.get(0);
    for (SimulatedPool pool : pools) {
      if (pool.pool().nextDeadline() < first.pool().nextDeadline()) {
        first = pool;
      }
    }
    return first;
  }
}
