package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HoldTest {
  private static final SizeOrder AUTO = new SizeOrder.Auto();
  private static final SizeOrder FREEZE = new SizeOrder.Freeze();

  @Test
  void startsWhatIsMissingAtOnce() {
    Stage stage = Stage.ready(Specs.dynamic().start(2)).scale(new SizeOrder.To(6));
    List<Action.Spawn> started = stage.told(Action.Spawn.class);
    assertEquals(4, started.size());
    assertEquals(SpawnReason.HELD, started.get(0).reason());
    assertEquals(OptionalInt.of(6), stage.pool.status().held());
  }

  @Test
  void startsNoMoreAtATimeThanTheGrowthCap() {
    Stage stage = Stage.ready(Specs.dynamic().start(1).min(1).spare(0, 4).growthCap(2));
    assertEquals(2, stage.scale(new SizeOrder.To(6)).spawned());
    assertEquals(1, stage.idle(1).spawned());
  }

  @Test
  void letsIdleChildrenAboveTheNumberLeaveAtOnceTheHighestFirst() {
    Stage stage = Stage.ready(Specs.dynamic().start(4).spare(1, 4));
    assertEquals(List.of(3, 2, 1), stage.scale(new SizeOrder.To(1)).drained());
  }

  @Test
  void keepsWhoServesUntilTheOthersHaveStarted() {
    Stage stage = Stage.ready(Specs.dynamic().start(1).spare(0, 4)).scale(new SizeOrder.To(3));
    assertEquals(List.of(), stage.scale(new SizeOrder.To(1)).drained());
    assertEquals(List.of(1), stage.idle(1).drained());
    assertEquals(List.of(2), stage.idle(2).drained());
  }

  @Test
  void letsBusyChildrenAboveTheNumberFinish() {
    Stage stage = Stage.held(Specs.dynamic().start(3).spare(0, 4));
    assertEquals(List.of(), stage.scale(new SizeOrder.To(1)).drained());
    assertEquals(List.of(2), stage.idle(2).drained());
    assertEquals(List.of(0), stage.idle(0).drained());
    assertEquals(List.of(), stage.idle(1).drained());
  }

  @Test
  void keepsTheNumberWhateverTheLoad() {
    Stage stage = Stage.held(Specs.dynamic().start(2)).scale(new SizeOrder.To(2));
    stage.after(200).backlog(20);
    assertEquals(0, stage.spawned());
    assertEquals(Bound.HELD, stage.told(Action.Saturated.class).get(0).bound());
  }

  @Test
  void addsAndTakesAwayFromTheNumberThatIsHeldOrThatThereIs() {
    Stage stage = Stage.ready(Specs.dynamic().start(3).spare(1, 4));
    assertEquals(1, stage.scale(new SizeOrder.By(1)).spawned());
    assertEquals(1, stage.scale(new SizeOrder.By(1)).spawned());
    assertEquals(OptionalInt.of(5), stage.pool.status().held());
    stage.scale(new SizeOrder.By(-2));
    assertEquals(OptionalInt.of(3), stage.pool.status().held());
  }

  @Test
  void takesTheNearestNumberThatThereCanBe() {
    Stage stage = Stage.ready(Specs.dynamic().max(5));
    assertEquals(OptionalInt.of(5), held(stage.scale(new SizeOrder.To(100))));
    assertEquals(OptionalInt.of(5), held(stage.scale(new SizeOrder.By(Integer.MAX_VALUE))));
    assertEquals(OptionalInt.of(1), held(stage.scale(new SizeOrder.By(Integer.MIN_VALUE))));
    assertEquals(OptionalInt.of(1), held(stage.scale(new SizeOrder.To(0))));
  }

  private static OptionalInt held(Stage stage) {
    return stage.pool.status().held();
  }

  @Test
  void freezesAtTheNumberThatThereIsAndReplacesTheDead() {
    Stage stage = Stage.ready(Specs.dynamic().start(3).spare(1, 1)).scale(FREEZE).after(60_000);
    assertEquals(List.of(), stage.drained());
    assertEquals(1, stage.exited(1).spawned());
  }

  @Test
  void holdsToALowerMaximum() {
    Stage stage = Stage.ready(Specs.dynamic().start(4)).scale(new SizeOrder.To(4));
    assertEquals(List.of(3, 2), stage.reconfigured(Specs.dynamic().max(2)).drained());
    assertEquals(2, stage.reconfigured(Specs.dynamic().max(9)).spawned());
  }

  @Test
  void holdsAStaticPoolToo() {
    Stage stage = Stage.ready(Specs.fixed(4)).scale(new SizeOrder.To(2));
    assertEquals(List.of(3, 2), stage.drained());
    assertEquals(0, stage.exited(3).exited(2).spawned());
    assertEquals(2, stage.scale(AUTO).spawned());
  }

  @Test
  void beginsTheCoolDownAnewWhenTheAlgorithmDecidesAgain() {
    Stage stage = Stage.ready(Specs.dynamic().start(6).spare(1, 2).shrinkAfter(2000));
    stage.after(1900).scale(FREEZE).after(60_000).scale(AUTO);
    assertEquals(List.of(), stage.after(1999).drained());
    assertEquals(4, stage.after(1).drained().size());
  }

  @Test
  void pausesAfterChildrenThatFailToStart() {
    Stage stage = Stage.ready(Specs.dynamic().start(1)).scale(new SizeOrder.To(2));
    assertEquals(0, stage.exited(1).spawned());
    assertEquals(0, stage.after(99).spawned());
    assertEquals(1, stage.after(1).spawned());
  }

  @Test
  void servesWhatIsQueuedAtAStopWithNoMoreThanTheNumber() {
    Stage stage = Stage.held(Specs.dynamic().start(2)).scale(FREEZE).stop();
    assertEquals(0, stage.backlog(9).spawned());
    assertEquals(1, stage.killedFromOutside(0).spawned());
  }

  @Test
  void endsAChildThatTheOperatorWantsGone() {
    Stage stage = Stage.held(Specs.dynamic().start(2)).killed(1);
    Action.Kill kill = stage.told(Action.Kill.class).get(0);
    assertEquals(EndReason.OPERATOR, kill.reason());
    assertTrue(!kill.politely());
  }

  @Test
  void doesNotBlameAWorkerForAnEndThatTheOperatorWanted() {
    Stage stage = new Stage(Specs.dynamic().start(2)).open().killed(1).exited(1);
    assertEquals(List.of(), stage.told(Action.Throttled.class));
  }
}
