package io.preforkd.server.host;

import io.preforkd.pool.Dispatch;
import io.preforkd.server.child.Child;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Sockets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The connections of a pool with {@link Dispatch#PASS} from their accept until a child has said
 * that it has taken them: until then they can be given to another one, afterwards never.
 */
final class Passing {
  private record Copy(int connection, int listener) {}

  /** Another edition of the pool. */
  interface Heir {
    /** Takes a connection that came through this listener of ours; false if it cannot. */
    boolean take(int listener, int connection);
  }

  private final IntConsumer handedBack;
  private final IntConsumer dropped;
  private final Map<Integer, Copy> given = new HashMap<>();
  private final Map<Integer, Deque<Copy>> back = new HashMap<>();
  private final Set<Integer> closed = new HashSet<>();
  private Heir heir = (listener, connection) -> false;

  /**
   * @param handedBack told of the listener of each connection that a child has not taken
   * @param dropped told how many of them are closed later than their listener, since nobody will
   */
  Passing(IntConsumer handedBack, IntConsumer dropped) {
    this.handedBack = handedBack;
    this.dropped = dropped;
  }

  /**
   * Gives a connection of this listener to the child.
   *
   * @return false if nobody waits
   * @throws KernelException if the next one cannot be accepted
   */
  boolean give(Child child, int index, Listener listener) throws KernelException {
    Copy copy = returned(index).poll();
    if (copy == null) {
      OptionalInt accepted = Sockets.accept(listener.fd());
      if (accepted.isEmpty()) {
        return false;
      }
      copy = new Copy(accepted.getAsInt(), index);
    }
    given.put(child.id().slot(), copy);
    child.pass(index, copy.connection());
    return true;
  }

  /** The child has it; the client sees the end once the child has closed it. */
  void taken(int slot) {
    Copy copy = given.remove(slot);
    if (copy != null) {
      Descriptors.close(copy.connection());
    }
  }

  /** The child has said that it has not taken it, or is dead and never will. */
  void refused(int slot) {
    Copy copy = given.remove(slot);
    if (copy != null && !keep(copy)) {
      Descriptors.close(copy.connection());
      dropped.accept(1);
    }
  }

  /** Takes what an edition before has accepted on this listener; false if nobody can. */
  boolean take(int listener, int connection) {
    return keep(new Copy(connection, listener));
  }

  private boolean keep(Copy copy) {
    if (heir.take(copy.listener(), copy.connection())) {
      return true;
    }
    if (closed.contains(copy.listener())) {
      return false;
    }
    returned(copy.listener()).add(copy);
    handedBack.accept(copy.listener());
    return true;
  }

  /** From now on the heir gets what no child takes, as far as it can, first what is there. */
  void bequeath(Heir to) {
    heir = to;
    back.values()
        .forEach(left -> left.removeIf(copy -> to.take(copy.listener(), copy.connection())));
  }

  /** Nobody will take what came through this listener any more; how many that were. */
  int close(int listener) {
    closed.add(listener);
    Deque<Copy> left = returned(listener);
    int count = left.size();
    left.forEach(copy -> Descriptors.close(copy.connection()));
    left.clear();
    return count;
  }

  List<PassedState> state() {
    List<PassedState> all = new ArrayList<>();
    given.forEach((slot, copy) -> all.add(state(slot, copy)));
    back.values().forEach(left -> left.forEach(copy -> all.add(state(PassedState.NOBODY, copy))));
    return all;
  }

  private static PassedState state(int slot, Copy copy) {
    return new PassedState(slot, copy.connection(), copy.listener());
  }

  /** Goes on with those of another program. */
  void goOnWith(List<PassedState> passed) {
    for (PassedState state : passed) {
      Copy copy = new Copy(state.connection(), state.listener());
      if (state.slot() == PassedState.NOBODY) {
        returned(copy.listener()).add(copy);
      } else {
        given.put(state.slot(), copy);
      }
    }
  }

  private Deque<Copy> returned(int listener) {
    return back.computeIfAbsent(listener, ignored -> new ArrayDeque<>());
  }
}
