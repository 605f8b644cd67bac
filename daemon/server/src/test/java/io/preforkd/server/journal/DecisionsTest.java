package io.preforkd.server.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.Action;
import io.preforkd.pool.Blame;
import io.preforkd.pool.Event;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.journal.Track;
import io.preforkd.server.testing.PoolSpecs;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person is told of the decisions of a pool of 1 to 12 children, 2 to 4 of them spare. */
class DecisionsTest {
  private static final long SECOND = 1_000_000_000L;

  private final Quota quota = new Quota(100);
  private final Journal journal = new Journal(quota, "1.2.3", fault -> {});
  private final Track web = pool();
  private long now = SECOND;

  private Track pool() {
    Generations row = new Generations();
    Pool pool = new Pool(PoolSpecs.of(PoolMode.DYNAMIC), Scaling.SPARES.algorithm(), quota, row);
    return journal.add("web", Scaling.SPARES, row, pool);
  }

  private void tell(Event... events) {
    for (Event event : events) {
      now += SECOND / 1000;
      web.on(now, event);
    }
  }

  private void openWithTwoIdle() {
    tell(new Event.Open(), new Event.ChildIdle(0, 1, 0), new Event.ChildIdle(1, 2, 0));
  }

  private String last() {
    List<Decision> all = journal.decisions();
    return all.get(all.size() - 1).words();
  }

  @Test
  void aStartIsToldWithWhatWasThereBeforeIt() {
    tell(new Event.Open());
    assertEquals(
        "started slot 1 (gen 2), as the pool opens"
            + " (idle 0, busy 0, starting 0, leaving 0, waiting 0; min 1, spare 2..4, max 12)",
        last());
  }

  @Test
  void aStartForThoseWhoWaitSaysHowMany() {
    openWithTwoIdle();
    tell(
        new Event.ConnectionPending(0),
        new Event.ChildBusy(0, 1),
        new Event.ConnectionPending(0),
        new Event.ChildBusy(1, 2),
        new Event.ConnectionPending(0),
        new Event.Backlog(0, 3));
    assertTrue(last().contains("since 3 waited and nobody was idle"), last());
    assertTrue(last().contains("busy 2, starting "), last());
  }

  @Test
  void whatIsLeftOutIsWhatHappensAllTheTime() {
    openWithTwoIdle();
    int before = journal.decisions().size();
    tell(new Event.ConnectionPending(0), new Event.ChildBusy(0, 1), new Event.ChildIdle(0, 1, 1));
    assertFalse(
        journal.decisions().subList(before, journal.decisions().size()).stream()
            .anyMatch(decision -> decision.action() instanceof Action.Order));
  }

  @Test
  void aKillSaysWhatTheChildDidAndWhy() {
    openWithTwoIdle();
    tell(new Event.ConnectionPending(0), new Event.ChildBusy(0, 1), new Event.KillChild(0, 1));
    String kill = words(Action.Kill.class);
    assertTrue(kill.startsWith("sent KILL to slot 0 (gen 1), busy: killed by an operator ("), kill);
  }

  @Test
  void aDeathIsTold() {
    openWithTwoIdle();
    tell(new Event.ChildExited(0, 1, Blame.CHILD));
    String gone = words(Action.Gone.class);
    assertTrue(
        gone.startsWith("slot 0 (gen 1), idle and 0.0 s old, has ended: nobody asked it to ("),
        gone);
    String pause = words(Action.Throttled.class);
    assertTrue(pause.startsWith("starts nobody for 0 ms, since 1 in a row died young ("), pause);
  }

  @Test
  void oneThatLeavesCountsAsItWasBefore() {
    openWithTwoIdle();
    tell(new Event.Scale(new SizeOrder.To(1)));
    String drain = words(Action.Drain.class);
    assertTrue(
        drain.startsWith("told slot 1 (gen 2), idle, to leave: surplus (idle 2, busy 0,"), drain);
  }

  @Test
  void everyKindHasItsWords() {
    openWithTwoIdle();
    Samples samples = new Samples(Long.getLong("seed", 1));
    Inputs inputs = journal.decisions().get(0).inputs();
    Samples.types(Action.class)
        .map(samples::of)
        .map(action -> new Decision(0, "web", (Action) action, Optional.of(SlotState.IDLE), inputs))
        .forEach(decision -> assertTrue(decision.words().length() > 40, decision.words()));
  }

  @Test
  void onlyTheLastOnesAreKnown() {
    openWithTwoIdle();
    for (int i = 0; i < Decisions.MOST; i++) {
      tell(new Event.KillChild(0, 1));
    }
    assertEquals(Decisions.MOST, journal.decisions().size());
    assertTrue(last().startsWith("sent KILL to slot 0"), last());
  }

  private String words(Class<? extends Action> type) {
    return journal.decisions().stream()
        .filter(decision -> type.isInstance(decision.action()))
        .findFirst()
        .orElseThrow()
        .words();
  }
}
