package io.preforkd.server.host;

/** What each request for the end means, given those before it. */
final class StopRequests {

  /** What to do. */
  enum Answer {
    STOP,
    /** Serve no longer as before: the drain-delay is over. */
    SHUT,
    STOP_AT_ONCE,
    NOTHING
  }

  private boolean isStopping;
  private boolean isShut;
  private int interrupts;

  /**
   * TERM: however often it comes, whoever is served is served to the end. Another one cuts the
   * drain-delay short.
   */
  Answer term() {
    return isStopping && !isShut ? Answer.SHUT : gently();
  }

  /** INT: only somebody who insists wants connections lost, so TERM before it does not count. */
  Answer interrupt() {
    interrupts++;
    return interrupts > 1 ? atOnce() : gently();
  }

  /** A command that asks for a gentle stop. */
  Answer gently() {
    Answer answer = isStopping ? Answer.NOTHING : Answer.STOP;
    isStopping = true;
    return answer;
  }

  /** A command that asks for the end at once. */
  Answer atOnce() {
    isStopping = true;
    return Answer.STOP_AT_ONCE;
  }

  /** No new clients are taken from now on. */
  void shut() {
    isShut = true;
  }

  boolean isStopping() {
    return isStopping;
  }

  boolean isShut() {
    return isShut;
  }
}
