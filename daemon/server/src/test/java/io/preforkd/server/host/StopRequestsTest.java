package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.host.StopRequests.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopRequestsTest {
  private final StopRequests requests = new StopRequests();

  @ParameterizedTest
  @CsvSource({
    "TERM TERM TERM, STOP NOTHING NOTHING",
    "INT INT INT, STOP STOP_AT_ONCE STOP_AT_ONCE",
    "TERM INT INT, STOP NOTHING STOP_AT_ONCE",
    "INT TERM INT, STOP NOTHING STOP_AT_ONCE",
  })
  void onlyASecondIntStopsAtOnce(String signals, String answers) {
    List<String> given = new ArrayList<>();
    for (String signal : signals.split(" ", -1)) {
      Answer answer = signal.equals("TERM") ? requests.term() : requests.interrupt();
      given.add(answer.toString());
      requests.shut();
    }
    assertEquals(answers, String.join(" ", given));
  }

  @Test
  void anotherTermCutsTheDrainDelayShortAndAnotherCommandDoesNot() {
    assertEquals(Answer.STOP, requests.gently());
    assertEquals(Answer.NOTHING, requests.gently());
    assertEquals(Answer.NOTHING, requests.interrupt());
    assertEquals(Answer.SHUT, requests.term());
    requests.shut();
    assertEquals(Answer.NOTHING, requests.term());
  }

  @Test
  void isStoppingFromTheFirstSignalOn() {
    assertFalse(requests.isStopping());
    requests.interrupt();
    assertTrue(requests.isStopping());
  }
}
