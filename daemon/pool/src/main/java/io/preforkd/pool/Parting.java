package io.preforkd.pool;

/** How far a child has come that is to leave once nobody waits on its slot's own sockets. */
final class Parting {
  private boolean isUnderWay;
  private long until;
  private long nextLook;
  private int emptyLooks;

  void begin(long now, long limit) {
    isUnderWay = true;
    until = limit;
    nextLook = now;
    emptyLooks = 0;
  }

  void end() {
    isUnderWay = false;
  }

  /** Whether it does not know yet that it is to leave. */
  boolean isUnderWay() {
    return isUnderWay;
  }

  /** When it is told, whoever waits. */
  long until() {
    return until;
  }

  void measured(int connections) {
    emptyLooks = connections == 0 ? emptyLooks + 1 : 0;
  }

  /** Looks in a row that found nobody. */
  int emptyLooks() {
    return emptyLooks;
  }

  long nextLook() {
    return nextLook;
  }

  void lookAgainAt(long time) {
    nextLook = time;
  }

  void note(Notes notes) {
    isUnderWay = notes.flag("isUnderWay", isUnderWay);
    until = notes.number("until", until);
    nextLook = notes.number("nextLook", nextLook);
    emptyLooks = notes.number("emptyLooks", emptyLooks);
  }
}
