package io.preforkd.server.child;

import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.WaitStatus;
import java.util.Optional;
import java.util.function.Consumer;

/** How the children of one pool come into being; loop thread only. */
public interface Births {

  /**
   * Why there will be no child.
   *
   * @param end how the process has ended, unasked, that was to bring it, if that is why
   */
  record Failure(String why, Optional<WaitStatus> end) {
    public static Failure of(String why) {
      return new Failure(why, Optional.empty());
    }
  }

  /**
   * A child that is to be.
   *
   * @param mostConnections after so many it is to accept no more by itself; 0: no limit
   * @param events its own, from the loop's next turn after its birth on
   * @param born told of it once it is there
   * @param failed told why there will be none: instead
   */
  record Expected(
      int slot,
      long generation,
      long mostConnections,
      ChildEvents events,
      Consumer<Child> born,
      Consumer<Failure> failed) {}

  /**
   * Begins with a child; the outcome is told once, at once or later, unless it is {@link #withdraw
   * withdrawn}. A failure leaves nothing behind: no descriptor, no watch, no process.
   */
  void begin(Expected expected);

  /** Whether the slot's child has neither been born nor failed. */
  boolean isExpecting(int slot);

  /**
   * Does without the child that is expected in this slot.
   *
   * @param isOverdue whether it should have been there long since
   * @return false if none is: then nothing happens
   */
  boolean withdraw(int slot, boolean isOverdue);

  /**
   * Goes on with a child that another program has started in this process; its events come from the
   * loop's next turn on.
   *
   * @param mostConnections as for {@link Expected}
   * @throws KernelException if the system refuses; the child and its descriptors are as they were
   */
  Child goOnWith(ChildState state, long mostConnections, ChildEvents events) throws KernelException;

  /** Hardly another child will be asked for: gives up what is kept for them. */
  void rest();

  /**
   * Ends at once what is kept for children: this program is about to be another one, which could
   * not go on with it. Those that are expected fail if it stays this one after all.
   */
  void letGo();

  /**
   * No other child will be asked for, and nobody hears of those that are expected.
   *
   * @param then told when no process is left that would have brought them
   */
  void close(Runnable then);
}
