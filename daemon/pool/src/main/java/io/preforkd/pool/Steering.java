package io.preforkd.pool;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Where each slot has sockets of its own: which of them new clients come to. Those are the slots
 * whose child accepts at once, as far as is known; a client stays with the socket that he has come
 * to, and waits for whoever lives there.
 *
 * <p>A child that has held one connection for {@link #LONG}, has no place left, or is idle and
 * takes nobody, is spared as long as others are there. What a child accepts by itself it tells
 * nobody, so that the shell is asked whether it is still the same connection.
 */
final class Steering {
  /** Who holds a connection for so long keeps those waiting who come next. */
  static final long LONG = 100_000_000L;

  /** So many rounds of clients beside an idle child are no chance. */
  private static final int FEW = 3;

  private final Scoreboard board;
  private final boolean isNeeded;
  private final Outbox out;
  private final BitSet told = new BitSet();
  private boolean toldOfAccepting;

  Steering(Scoreboard board, Dispatch dispatch, Outbox out) {
    this.board = board;
    this.isNeeded = dispatch.hasSocketsOfSlots();
    this.out = out;
  }

  /** At each round. */
  void inspect(long now) {
    for (int i = 0; isNeeded && i < board.size(); i++) {
      Slot child = board.slot(i);
      boolean mayBeAnother = !child.holdsMany() && !child.inHand().isAskedFor();
      if (mayBeAnother && isHeldUp(child, now)) {
        child.inHand().askedFor(true);
        out.add(new Action.Inspect(i, child.generation()));
      }
    }
  }

  private static boolean isHeldUp(Slot child, long now) {
    if (child.holdsMany()) {
      return child.placesLeft() == 0;
    }
    return child.state() == SlotState.BUSY && now - child.inHand().since() >= LONG;
  }

  /** Tells of a change, before all else: nobody is to come to a child that is told to leave. */
  void steer(long now) {
    if (isNeeded) {
      tell(accepting(now));
    }
  }

  private BitSet accepting(long now) {
    BitSet accepting = new BitSet();
    BitSet prompt = new BitSet();
    for (int i = 0; i < board.size(); i++) {
      Slot child = board.slot(i);
      boolean accepts = child.state() == SlotState.IDLE || child.state() == SlotState.BUSY;
      accepting.set(i, accepts);
      prompt.set(i, accepts && !isHeldUp(child, now) && child.inVain() < FEW);
    }
    return prompt.isEmpty() ? orElseParting(accepting) : prompt;
  }

  /** Whoever does not know yet that he is to leave is better than nobody. */
  private BitSet orElseParting(BitSet accepting) {
    for (int i = 0; accepting.isEmpty() && i < board.size(); i++) {
      accepting.set(i, board.slot(i).parting().isUnderWay());
    }
    return accepting;
  }

  private void tell(BitSet accepting) {
    boolean isSomebodyThere = !accepting.isEmpty();
    if (!isSomebodyThere) {
      accepting.set(next());
    }
    if (toldOfAccepting != isSomebodyThere || !told.equals(accepting)) {
      forget();
      told.or(accepting);
      toldOfAccepting = isSomebodyThere;
      out.addFirst(new Action.Steer(set(told), toldOfAccepting));
    }
  }

  /** Where somebody will come up, or is about to be started. */
  private int next() {
    for (int i = 0; i < board.size(); i++) {
      if (board.slot(i).state() == SlotState.STARTING) {
        return i;
      }
    }
    return Math.max(0, board.nextVacant());
  }

  private static Set<Integer> set(BitSet bits) {
    Set<Integer> numbers = new HashSet<>();
    bits.stream().forEach(numbers::add);
    return numbers;
  }

  /** Whoever was told is no more. */
  void forget() {
    told.clear();
  }

  void note(Notes notes) {
    notes.bits("told", told);
    toldOfAccepting = notes.flag("toldOfAccepting", toldOfAccepting);
  }
}
