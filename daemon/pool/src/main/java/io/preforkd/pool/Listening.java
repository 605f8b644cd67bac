package io.preforkd.pool;

/** What the pool knows of one listener. */
final class Listening {
  private static final int NOBODY = -1;
  private static final int UNKNOWN = -1;

  private final int index;
  private int orderedSlot = NOBODY;
  private boolean watched;
  private int waiting = UNKNOWN;
  private int undelivered;
  private int emptyLooks;
  private long restsUntil;
  private long nextLook;
  private boolean leftToOthers;

  Listening(int index) {
    this.index = index;
  }

  /** Another edition of the pool serves it from now on, and whoever waits is not ours to count. */
  void leaveToOthers() {
    leftToOthers = true;
    waiting = 0;
  }

  boolean isLeftToOthers() {
    return leftToOthers;
  }

  int index() {
    return index;
  }

  /** Whether a child has an order for this listener and has not answered yet, nor become late. */
  boolean hasOrderOut() {
    return orderedSlot != NOBODY;
  }

  void orderedTo(int slot) {
    orderedSlot = slot;
  }

  void settled() {
    orderedSlot = NOBODY;
  }

  boolean isWatched() {
    return watched;
  }

  void watched(boolean now) {
    watched = now;
  }

  /**
   * Connections that waited when last looked at, less those ordered since, 0 if nobody has looked;
   * and those that the parent has in hand.
   */
  int waiting() {
    return Math.max(0, waiting) + undelivered;
  }

  /** Whether the last look, which nothing has overtaken, found an empty queue. */
  boolean isKnownEmpty() {
    return waiting == 0 && undelivered == 0;
  }

  /** The parent has accepted a connection, and the child that it was meant for never took it. */
  void handedBack() {
    undelivered++;
  }

  /** Whether the parent has connections in hand. */
  boolean hasUndelivered() {
    return undelivered > 0;
  }

  /** The parent could not accept: it does not try again before that time. */
  void restUntil(long time) {
    restsUntil = time;
  }

  long restsUntil() {
    return restsUntil;
  }

  /** A watch has fired, and nobody could be ordered. */
  void atLeastOneWaits() {
    waiting = Math.max(1, waiting);
  }

  void measured(int connections) {
    if (leftToOthers) {
      return;
    }
    waiting = connections;
    emptyLooks = connections == 0 ? emptyLooks + 1 : 0;
  }

  /** Looks in a row that found an empty queue, since somebody was last known to come. */
  int emptyLooks() {
    return emptyLooks;
  }

  void forgetLooks() {
    emptyLooks = 0;
  }

  void forgetWaiting() {
    waiting = UNKNOWN;
  }

  /** So many are about to be accepted; what the parent has in hand comes first. */
  void taken(int connections) {
    if (undelivered > 0) {
      undelivered--;
      return;
    }
    waiting = waiting > connections ? waiting - connections : UNKNOWN;
  }

  /** The earliest time of the next measurement of the backlog. */
  long nextLook() {
    return nextLook;
  }

  void lookAgainAt(long time) {
    nextLook = time;
  }

  void note(Notes notes) {
    orderedSlot = notes.number("orderedSlot", orderedSlot);
    watched = notes.flag("watched", watched);
    waiting = notes.number("waiting", waiting);
    undelivered = notes.number("undelivered", undelivered);
    restsUntil = notes.number("restsUntil", restsUntil);
    emptyLooks = notes.number("emptyLooks", emptyLooks);
    nextLook = notes.number("nextLook", nextLook);
    leftToOthers = notes.flag("leftToOthers", leftToOthers);
  }
}
