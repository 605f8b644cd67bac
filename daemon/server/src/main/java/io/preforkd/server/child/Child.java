package io.preforkd.server.child;

import io.preforkd.server.sys.KernelException;
import java.util.OptionalLong;

/**
 * Whoever serves in a slot, from the spawn until he is known to have ended: a process, or a thread
 * of our own. Loop thread only.
 */
public interface Child {
  ChildId id();

  /** As another program can go on with it, which it cannot with a thread. */
  ChildState state();

  /** Whether it counts its connections on the board, and need not tell of them. */
  boolean keepsRecord();

  /** Its connections, exact also when it has been killed. */
  BoardCounts counts();

  /** Whether {@link #counts} are as it has told them, or what cannot be true was cut off. */
  boolean hasCountedWell();

  /** How long what it has served took, as far as that is known; exact also when it was killed. */
  Durations services();

  /** When it accepted last, by its own word; empty if it keeps no record. */
  OptionalLong lastAccept();

  /**
   * When it accepted the connection that it holds, on the scale of {@link System#nanoTime}, by its
   * own word; {@code now} if it holds none, empty if it keeps no record.
   */
  OptionalLong heldSince(long now);

  /** Has it print the stacks of its threads, if it is a JVM; most other programs end. */
  void dump() throws KernelException;

  /** Orders it to accept a connection, or up to {@code count} if it holds many. */
  void order(int listener, boolean selfAccept, int count);

  /** Gives it a copy of a connection that was accepted on this listener; ours stays open. */
  void pass(int listener, int connection);

  /** Whether it has announced this feature of {@link io.preforkd.worker.protocol.ChildHello}. */
  boolean can(String feature);

  /** Has it accept without orders from now on; it must have announced that it can. */
  void free();

  /**
   * Has it wait for orders again: it says how it is and then answers as to a {@link #ping}; what it
   * has said before tells nothing.
   */
  void callBack(int nonce);

  /**
   * Asks it to leave after its current connection; the number is that of PROTOCOL.md. One that
   * knows nothing of us gets a signal.
   *
   * @throws KernelException if that cannot be sent
   */
  void drain(int reason) throws KernelException;

  /**
   * Asks for a {@link ChildEvents#pong} with the same nonce, any 32 bits. A child that reads its
   * channel only between connections answers after the one in hand.
   *
   * @return false if the child did not announce that it answers; then it is not asked
   */
  boolean ping(int nonce);

  /** Gives it a copy of the socket that it asked for by this number; ours stays open. */
  void grant(long request, int socket);

  /** Tells it why there is no socket. */
  void refuse(long request, String why);

  /**
   * Ends it: TERM goes to the child alone, which may end its own helpers; KILL to its whole process
   * group. A thread is interrupted, and its connection closed.
   */
  void kill(boolean politely) throws KernelException;

  /** Its connection is slow: where it stands is told, unless it tells that by itself. */
  void slow();

  /** Why it can outlive any KILL, for the log. */
  String whyItLives();
}
