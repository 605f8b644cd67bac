package io.preforkd.pool;

import java.util.Set;

/**
 * What whoever runs a pool must be able to do: one method for each {@link Action}. None of them may
 * call back into the pool; what comes of them is told to it as a later event.
 */
public interface Effects {

  /** Start a child in this slot as this generation; on failure tell {@link Pool#spawnFailed}. */
  void spawn(int slot, long generation, SpawnReason reason);

  /**
   * Order the child to accept a connection on this listener, or up to {@code count} if it holds
   * many. With {@link Dispatch#PASS}: give it one that was {@link Pool#handedBack} or else is
   * accepted now, and then tell {@link Pool#accepted}; if there is none, tell {@link
   * Pool#nobodyCame} or {@link Pool#cannotAccept}.
   */
  void order(int slot, long generation, int listener, boolean selfAccept, int count);

  /** Tell the child to leave after its current connection. */
  void drain(int slot, long generation, EndReason reason);

  /**
   * Send the child TERM if {@code politely}, else KILL. A KILL comes again while the child is not
   * reaped.
   */
  void kill(int slot, long generation, boolean politely, EndReason reason);

  /**
   * Send the child QUIT, at which a JVM prints the stacks of its threads; KILL follows as an action
   * of its own.
   */
  void dump(int slot, long generation, EndReason reason);

  /** Ask the child for a sign of life; its answer is {@link Pool#childPong}. */
  void ping(int slot, long generation, int nonce);

  /** Have the child accept without orders from now on. */
  void free(int slot, long generation);

  /** The child, which reports nothing, has lived for so long that it is taken to be idle. */
  void up(int slot, long generation);

  /**
   * Have the child wait for orders again. It says whether it is idle or busy, and then answers the
   * ping with this nonce: {@link Pool#childPong}.
   */
  void callBack(int slot, long generation, int nonce);

  /** Tell {@link Pool#heldSince} when the connection was accepted that the child holds. */
  void inspect(int slot, long generation);

  /** The child holds a connection for so long, which is longer than slow-after. Told once. */
  void slow(int slot, long generation, long nanos);

  /**
   * Read the records of children that are never ordered, and tell the pool what is news: {@link
   * Slot#news}.
   */
  void look();

  /**
   * Tell {@link Pool#connectionPending} once, as soon as a connection waits on this listener: at
   * once if one waits already.
   */
  void watch(int listener);

  /** Tell {@link Pool#backlog} how many connections wait on this listener. */
  void measure(int listener);

  /**
   * The child is to leave, and is not told as yet: it serves whom it has in its queue. {@link
   * #drain} follows.
   */
  void part(int slot, long generation, EndReason reason);

  /** Tell {@link Pool#queued} how many connections wait on the slot's own sockets. */
  void measureSlot(int slot);

  /**
   * Where each slot has sockets of its own, let new clients come to those of these slots only.
   *
   * @param accepting whether their children accept; else somebody is about to, and another edition
   *     of the pool whose children do comes first
   */
  void steer(Set<Integer> slots, boolean accepting);

  /** Let no new connection in; those that wait stay to be accepted. */
  void shut(int listener);

  /** The pool needs this listener no more. */
  void close(int listener);

  /**
   * The child has been reaped. It was {@code doing} this when it died or was told to go, which is
   * one of the states in which children work; {@code reason} is null if it died of its own.
   */
  void gone(
      int slot,
      long generation,
      SlotState doing,
      EndReason reason,
      long ageNanos,
      boolean hadBeenIdle);

  /** Spawning pauses for this long, after so many children in a row died young of their own. */
  void throttled(int deaths, long pauseNanos);

  /**
   * So many waves of young deaths in a row came within {@code give-up}'s time. Told once until
   * {@link #recovered}.
   */
  void degraded(int failures);

  /** A child has proved itself; the pool had been degraded for so long. */
  void recovered(long nanos);

  /** Memory has become this short; told whenever it becomes shorter. */
  void pressed(Pressure level);

  /** Memory has not been short for a while; the episode lasted so long. */
  void eased(long nanos);

  /**
   * Connections wait, nobody is idle and no child may be started: {@code bound} stands in the way.
   * Told once per episode.
   */
  void saturated(int waiting, Bound bound);

  /** The saturation that was told last is over; it lasted so long. */
  void relieved(long nanos);

  /**
   * The pool that stops waits no longer for this child, which lives on after several KILLs; {@link
   * #stopped} follows.
   */
  void leftBehind(int slot, long generation);

  /** The pool was stopped, and its last child has been reaped or left behind. */
  void stopped();
}
