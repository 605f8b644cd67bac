package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OnDemandTest {
  private final Stage stage = new Stage(Specs.onDemand()).open();

  @Test
  void sleepsUntilAConnectionComes() {
    stage.backlog(0);
    assertEquals(List.of(0), stage.watched());
    assertEquals(Long.MAX_VALUE, stage.after(1000).pool.nextDeadline());
  }

  @Test
  void startsAChildForTheFirstConnection() {
    assertEquals(1, stage.backlog(0).pending(0).spawned());
  }

  @Test
  void startsAChildForEachThatWaits() {
    stage.backlog(0).pending(0).after(10);
    assertEquals(4, stage.backlog(5).spawned());
  }

  @Test
  void letsItsChildrenGoWhenNobodyComes() {
    stage.backlog(0).pending(0).idle(0);
    assertTrue(stage.drained().isEmpty());
    assertEquals(List.of(0), stage.after(2000).drained());
  }
}
