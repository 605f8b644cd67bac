package io.preforkd.server.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.server.snapshot.Moment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class HistoryJsonTest {
  private final long now = System.nanoTime();

  private Moment moment(int secondsAgo, Map<String, Moment.Reading> pools) {
    return new Moment(now - TimeUnit.SECONDS.toNanos(secondsAgo), pools);
  }

  private static Map<String, Moment.Reading> web(long accepted, long saturatedSeconds) {
    long saturated = TimeUnit.SECONDS.toNanos(saturatedSeconds);
    return Map.of("web", new Moment.Reading(1, 2, 0, 0, 3, 1, 4, 1, 2, accepted, saturated));
  }

  /** Its counters begin anew; what it was before it was removed is still its past. */
  @Test
  void aPoolThatIsAddedAgainHasNotServedLessThanNobody() {
    List<Moment> past =
        List.of(
            moment(40, web(100, 10)),
            moment(30, web(150, 12)),
            moment(20, Map.of()),
            moment(10, web(5, 1)),
            moment(0, web(25, 3)));
    ObjectNode columns = new HistoryJson(past, "web").columns();
    assertEquals("[0.0,5.0,0.0,2.0]", columns.path("accepted-per-second").toString());
    assertEquals("[0.0,2.0,0.0,2.0]", columns.path("saturated-seconds").toString());
    assertEquals("[2,2,2,2]", columns.path("busy").toString());
  }
}
