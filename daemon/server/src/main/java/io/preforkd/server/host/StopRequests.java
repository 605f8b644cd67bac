package io.preforkd.server.host;

/** What each signal that asks for the end means, given those before it. */
final class StopRequests {

  /** What to do. */
  enum Answer {
    STOP,
    STOP_AT_ONCE,
    NOTHING
  }

  private boolean isStopping;
  private int interrupts;

  /** TERM: however often it comes, whoever is served is served to the end. */
  Answer term() {
    Answer answer = isStopping ? Answer.NOTHING : Answer.STOP;
    isStopping = true;
    return answer;
  }

  /** INT: only somebody who insists wants connections lost, so TERM before it does not count. */
  Answer interrupt() {
    interrupts++;
    return interrupts > 1 ? Answer.STOP_AT_ONCE : term();
  }

  boolean isStopping() {
    return isStopping;
  }
}
