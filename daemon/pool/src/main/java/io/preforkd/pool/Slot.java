package io.preforkd.pool;

import java.util.Optional;

/**
 * One place in the scoreboard. Only the {@link Scoreboard} changes its state; the other fields
 * belong to that state.
 */
public final class Slot {
  private static final int NOWHERE = -1;

  private final int number;
  private long generation;
  private SlotState state = SlotState.VACANT;
  private SlotState doing = SlotState.VACANT;
  private long since;
  private long waitedForSince;
  private long spawnedAt;
  private boolean hasBeenIdle;
  private long firstIdleAt;
  private boolean hasAccepted;
  private boolean hasProved;
  private EndReason ending;
  private int orderedTo = NOWHERE;
  private boolean late;
  private long deadline = Alarm.NEVER;
  private long restsUntil;
  private long lastRest;
  private int kills;
  private long connections;
  private boolean letGoWhileBusy;
  private long memory;
  private boolean unwanted;
  private boolean recycled;
  private boolean successor;
  private boolean isFree;
  private int freeUntilPong;
  private boolean unordered;
  private int inVain;
  private boolean inert;
  private int places;
  private long opened;
  private long closed;
  private boolean awaited;
  private final InHand inHand = new InHand();
  private final Pulse pulse = new Pulse();
  private final Parting parting = new Parting();

  Slot(int number) {
    this.number = number;
  }

  /** The slot's number; the lowest is the hottest. */
  public int number() {
    return number;
  }

  /** Which incarnation lives here, or lived here last; 0 before the first. */
  public long generation() {
    return generation;
  }

  public SlotState state() {
    return state;
  }

  /** What the child did last while it worked: how it was when it was told to go, or died. */
  public SlotState doing() {
    return doing;
  }

  /** When the state was entered. */
  public long since() {
    return since;
  }

  /** When the present incarnation was spawned. */
  public long spawnedAt() {
    return spawnedAt;
  }

  /** Whether the present incarnation has ever reported idle. */
  public boolean hasBeenIdle() {
    return hasBeenIdle;
  }

  /** One that is told to leave counts, too: it may have a connection in hand. */
  boolean mayHoldConnection() {
    return hasBeenIdle && (state.isActive() || state == SlotState.DRAINING);
  }

  /** When the present incarnation was idle for the first time, if it was. */
  long firstIdleAt() {
    return firstIdleAt;
  }

  /** Whether the present incarnation has ever been busy. */
  boolean hasAccepted() {
    return hasAccepted;
  }

  /** Whether the present incarnation has served a connection, or lived for long enough. */
  boolean hasProved() {
    return hasProved;
  }

  void prove() {
    hasProved = true;
  }

  /** Why the child must go, or null if nobody wants it to. */
  public EndReason ending() {
    return ending;
  }

  /** Until when the child rests after a failed accept; 0 if it does not. */
  public long restsUntil() {
    return restsUntil;
  }

  /** The listener of the order that the child has not answered, or -1. */
  int orderedTo() {
    return orderedTo;
  }

  /**
   * Whether the order has been out for longer than order-retry, so that it no longer holds up its
   * listener.
   */
  public boolean isLate() {
    return late;
  }

  long deadline() {
    return deadline;
  }

  /** How many KILLs have been sent for want of an end, each at its time. */
  int kills() {
    return kills;
  }

  void killed() {
    kills++;
  }

  boolean isResting(long now) {
    return restsUntil > now;
  }

  /** When the child was heard last. */
  Pulse pulse() {
    return pulse;
  }

  /** Whether the child is to leave, and serves whom it has as yet. */
  Parting parting() {
    return parting;
  }

  /** The connection that the child holds, as far as is known. */
  InHand inHand() {
    return inHand;
  }

  /** Whether it is to leave, and serves somebody as yet. */
  boolean isFinishing() {
    return state == SlotState.DRAINING && (inHand.isThere() || open() > 0);
  }

  /** Connections that the child had accepted when it was idle last, or let go while busy. */
  long connections() {
    return connections;
  }

  void connections(long accepted) {
    connections = accepted;
    letGoWhileBusy = false;
  }

  /** It accepts one connection after the other, and need not be idle to be recycled. */
  void letGoWhileBusy(long accepted) {
    connections = accepted;
    letGoWhileBusy = true;
  }

  /**
   * What the record of a child that is never ordered tells of it, if that is news; to be told to
   * the pool.
   *
   * @param accepted connections that it has accepted since its start
   * @param holdsOne whether it holds one of them
   */
  public Optional<Event> news(long accepted, boolean holdsOne) {
    if (holdsMany()) {
      return Optional.empty(); // it says so itself
    }
    boolean wasIdle = state == SlotState.IDLE;
    if (wasIdle && holdsOne) {
      return Optional.of(new Event.ChildBusy(number, generation));
    }
    boolean mayHaveHeldOne = state == SlotState.BUSY || state == SlotState.DRAINING;
    boolean hasFinished = mayHaveHeldOne && !holdsOne;
    boolean hasServed = wasIdle && accepted != connections;
    return hasFinished || hasServed
        ? Optional.of(new Event.ChildIdle(number, generation, accepted))
        : Optional.empty();
  }

  /** It says how many connections it holds, up to so many. */
  void holdsMany(int most) {
    places = most;
  }

  /** Whether it has announced that it may hold many connections, and says how many. */
  public boolean holdsMany() {
    return places > 0;
  }

  /** Connections that it may hold at one time, at least 1. */
  int places() {
    return Math.max(1, places);
  }

  /** Connections that it holds, by its word; 0 if it holds one at a time. */
  public int open() {
    return (int) (opened - closed);
  }

  /**
   * How many connections it could take more, as far as is known: one that accepts without orders
   * tells of those that have ended after others.
   */
  int placesLeft() {
    return Math.max(0, places() - open());
  }

  /**
   * How many connections it could take beyond the one that it was ordered for; an order may bring
   * more, but that is not known. One that does not answer may hang.
   */
  int spares() {
    if (state == SlotState.ORDERED && holdsMany() && !late) {
      return placesLeft() - 1;
    }
    return isReady() ? placesLeft() : 0;
  }

  /** Connections that it has accepted, and that have ended, in all. */
  void holds(long acceptedInAll, long endedInAll) {
    opened = acceptedInAll;
    closed = endedInAll;
    hasAccepted |= opened > 0;
  }

  /** Connections of one that holds many that it has accepted in all. */
  public long opened() {
    return opened;
  }

  /** Connections of one that holds many that have ended in all. */
  long closed() {
    return closed;
  }

  /** Whether it can be ordered now. */
  boolean isReady() {
    boolean hasPlace = state == SlotState.IDLE || (state == SlotState.BUSY && holdsMany());
    return hasPlace && placesLeft() > 0 && restsUntil == 0 && !isFree;
  }

  /** Whether it works without an order that it would have to answer. */
  boolean isIdleOrBusy() {
    return state == SlotState.IDLE || state == SlotState.BUSY;
  }

  /** Bytes that the child had when it was measured last; 0 if it has not been. */
  long memory() {
    return memory;
  }

  void memory(long bytes) {
    memory = bytes;
  }

  /** Whether the operator has asked for its replacement. */
  boolean isUnwanted() {
    return unwanted;
  }

  void unwanted() {
    unwanted = true;
  }

  /** Whether a child that is worn may be told to leave now. */
  boolean isFreeToGo() {
    return state == SlotState.IDLE || (state == SlotState.BUSY && (letGoWhileBusy || holdsMany()));
  }

  /** Whether a child is on its way out since it was recycled. */
  boolean isRecycled() {
    return recycled && state.isLiving();
  }

  void recycled() {
    recycled = true;
  }

  /**
   * Whether the child accepts without orders, or may still do so. It is idle or busy, but nobody
   * knows which.
   */
  boolean isFree() {
    return isFree;
  }

  void setFree() {
    isFree = true;
  }

  /** It is so no more once it has answered this ping. */
  void isFreeUntilPong(int nonce) {
    freeUntilPong = nonce;
  }

  /** What it has said before this pong is how it is. */
  boolean isFreedUntil(int nonce) {
    return isFree && freeUntilPong == nonce;
  }

  void freeNoMore() {
    isFree = false;
    if (isIdleOrBusy()) {
      deadline = Alarm.NEVER;
    }
  }

  /** Whether it has announced that it can accept without orders. */
  public boolean canAcceptFreely() {
    return pulse.acceptsFreely();
  }

  /** Whether it accepts without orders as long as it lives. */
  boolean isUnordered() {
    return unordered;
  }

  void neverOrdered() {
    unordered = true;
  }

  /** Whether it may become busy, and idle again, at any time. */
  boolean actsUnasked() {
    return isFree || unordered;
  }

  /** Whether clients have waited for it in vain, though it was idle. */
  boolean isInert() {
    return inert;
  }

  /** For how many rounds that was so. */
  int inVain() {
    return inVain;
  }

  /** Whether clients wait on the slot's own sockets, as far as is known. */
  boolean isAwaited() {
    return awaited;
  }

  void awaited(boolean now) {
    awaited = now;
  }

  /** It has been idle for one more round in which clients waited; so many prove it inert. */
  void lookedAtInVain(int proof) {
    inVain++;
    inert = inVain >= proof;
  }

  /** Whether it takes the place of one that has left in order, when it has started. */
  boolean isSuccessor() {
    return successor;
  }

  void succeed() {
    successor = true;
  }

  /** Nobody waits, or it has accepted. */
  void isOfUse() {
    inVain = 0;
    inert = false;
  }

  /** It has served connections that were never seen in its hands. */
  void hasServed() {
    hasAccepted = true;
  }

  void incarnate(long newGeneration, long now) {
    generation = newGeneration;
    spawnedAt = now;
    hasBeenIdle = false;
    hasAccepted = false;
    hasProved = false;
    ending = null;
    restsUntil = 0;
    lastRest = 0;
    kills = 0;
    connections = 0;
    letGoWhileBusy = false;
    memory = 0;
    unwanted = false;
    recycled = false;
    isFree = false;
    unordered = false;
    successor = false;
    places = 0;
    opened = 0;
    closed = 0;
    awaited = false;
    isOfUse();
    pulse.begin();
  }

  void enter(SlotState next, long now) {
    parting.end();
    state = next;
    since = now;
    waitedForSince = now;
    doing = next.isActive() ? next : doing;
    orderedTo = NOWHERE;
    late = false;
    deadline = Alarm.NEVER;
    hasAccepted |= next == SlotState.BUSY;
    if (next == SlotState.IDLE && !hasBeenIdle) {
      hasBeenIdle = true;
      firstIdleAt = now;
    }
    if (next == SlotState.BUSY) {
      inHand.begin(now);
    } else if (next != SlotState.DRAINING) {
      inHand.end();
    }
  }

  void orderTo(int listener) {
    orderedTo = listener;
  }

  void becomeLate() {
    late = true;
  }

  void endBecause(EndReason reason) {
    ending = reason;
  }

  void expireAt(long time) {
    deadline = time;
  }

  /** Only now, in the midst of its state, it is waited for. */
  void waitFrom(long now, long until) {
    waitedForSince = now;
    deadline = until;
  }

  /**
   * Rests for {@code first}, or for twice as long as the last time if it has not accepted since,
   * {@code longest} at most.
   */
  void rest(long now, long first, long longest) {
    lastRest = lastRest == 0 ? first : Math.min(longest, lastRest * 2);
    restsUntil = now + lastRest;
  }

  /** How long it rested last; 0 if it has accepted since. */
  long lastRest() {
    return lastRest;
  }

  void wake() {
    restsUntil = 0;
  }

  /** It has accepted: the next rest is a short one again. */
  void restNoMore() {
    lastRest = 0;
  }

  /**
   * Nobody could act since {@code actedAt}: what was waited for then gets that much longer. What is
   * waited for since then has its whole time before it.
   */
  void forgive(long now, long actedAt) {
    if (deadline != Alarm.NEVER && waitedForSince <= actedAt) {
      deadline += now - actedAt;
    }
    inHand.forgive(now, actedAt);
    pulse.forgive(now, actedAt);
  }

  void note(Notes notes) {
    generation = notes.number("generation", generation);
    state = notes.word("state", SlotState.class, state);
    doing = notes.word("doing", SlotState.class, doing);
    since = notes.number("since", since);
    waitedForSince = notes.number("waitedForSince", waitedForSince);
    spawnedAt = notes.number("spawnedAt", spawnedAt);
    hasBeenIdle = notes.flag("hasBeenIdle", hasBeenIdle);
    firstIdleAt = notes.number("firstIdleAt", firstIdleAt);
    hasAccepted = notes.flag("hasAccepted", hasAccepted);
    hasProved = notes.flag("hasProved", hasProved);
    ending = notes.word("ending", EndReason.class, ending);
    orderedTo = notes.number("orderedTo", orderedTo);
    late = notes.flag("late", late);
    deadline = notes.number("deadline", deadline);
    restsUntil = notes.number("restsUntil", restsUntil);
    lastRest = notes.number("lastRest", lastRest);
    kills = notes.number("kills", kills);
    connections = notes.number("connections", connections);
    letGoWhileBusy = notes.flag("letGoWhileBusy", letGoWhileBusy);
    memory = notes.number("memory", memory);
    recycled = notes.flag("recycled", recycled);
    unwanted = notes.flag("unwanted", unwanted);
    isFree = notes.flag("isFree", isFree);
    freeUntilPong = notes.number("freeUntilPong", freeUntilPong);
    unordered = notes.flag("unordered", unordered);
    successor = notes.flag("successor", successor);
    awaited = notes.flag("awaited", awaited);
    inVain = notes.number("inVain", inVain);
    inert = notes.flag("inert", inert);
    places = notes.number("places", places);
    opened = notes.number("opened", opened);
    closed = notes.number("closed", closed);
    notes.part("parting", parting::note);
    notes.part("inHand", inHand::note);
    notes.part("pulse", pulse::note);
  }
}
