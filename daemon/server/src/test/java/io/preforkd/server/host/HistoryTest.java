package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.preforkd.server.snapshot.Moment;
import io.preforkd.server.snapshot.PoolSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();
  private int asked;

  private List<PoolSnapshot> pools() {
    asked++;
    return List.of();
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      history.everySecond(this::pools);
    }
  }

  @Test
  void asksForNothingBeforeAllPoolsServe() {
    pass(History.LATEST_BEGINNING);
    assertEquals(0, asked);
    assertEquals(List.of(), history.moments());
  }

  @Test
  void onePoolThatNeverServesDoesNotKeepTheOthersFromTheirPast() {
    pass(History.LATEST_BEGINNING + 1);
    assertEquals(1, history.moments().size());
    history.ready();
    pass(10);
    assertEquals(2, history.moments().size());
  }

  @Test
  void remembersTheFirstSecondAndThenOneInTen() {
    history.ready();
    pass(1);
    assertEquals(1, history.moments().size());
    pass(29);
    assertEquals(3, history.moments().size());
    assertEquals(3, asked, "snapshots cost the loop time");
  }

  @Test
  void forgetsWhatIsOlderThanAnHour() {
    history.ready();
    pass(10);
    Moment first = history.moments().get(0);
    pass(3600 - 10);
    assertEquals(360, history.moments().size());
    assertEquals(first, history.moments().get(0));
    pass(1);
    assertEquals(360, history.moments().size());
    assertFalse(history.moments().contains(first));
  }
}
