package io.preforkd.simulation.rules;

import io.preforkd.pool.Blame;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.Event;

/** What is told to a pool about one of its children. */
public enum Report {
  /** The child says hello, and that it answers pings; its number is a sum of what it can, too. */
  GREETED,
  /** Its number is the nonce. */
  PONG,
  IDLE,
  BUSY,
  ACCEPT_FAILED,
  /** Of one that holds many: its number is how many it has accepted in all. */
  OPENED,
  /** Of one that holds many: its number is how many of them have ended in all. */
  CLOSED,
  /** Not said by the child: the parent has found nobody whom it could have given it. */
  NOBODY_CAME,
  /** The same, since its accept has failed; its number is the listener. */
  CANNOT_ACCEPT,
  LEAVING,
  EXTENDS,
  GARBAGE,
  CHANNEL_CLOSED,
  EXITED,
  KILLED_FROM_OUTSIDE,
  SPAWN_FAILED,
  /** Not said by the child, but read from the board while it was busy. */
  COUNTED,
  /** Not said by the child: so many bytes it had a moment ago. */
  MEASURED;

  /** In the number of a {@link #GREETED}: it answers pings also while it serves. */
  public static final int ASYNC = 1;

  /** In the number of a {@link #GREETED}: it can accept without orders. */
  public static final int FREE = 2;

  /** In the number of a {@link #GREETED}: it holds many connections. */
  public static final int MULTI = 4;

  /** How much more time a child asks for, if it does. */
  public static final long EXTENSION = 3_000_000_000L;

  /** The report of a child that has so many connections behind it, or bytes. */
  public Event about(int slot, long generation, long number) {
    return switch (this) {
      case GREETED ->
          new Event.ChildGreeted(
              slot,
              generation,
              true,
              (number & ASYNC) != 0,
              (number & FREE) != 0,
              (number & MULTI) != 0);
      case PONG -> new Event.ChildPong(slot, generation, (int) number);
      case IDLE -> new Event.ChildIdle(slot, generation, number);
      case BUSY -> new Event.ChildBusy(slot, generation);
      case ACCEPT_FAILED -> new Event.ChildAcceptFailed(slot, generation);
      case OPENED -> new Event.ChildOpened(slot, generation, number);
      case CLOSED -> new Event.ChildClosed(slot, generation, number);
      case NOBODY_CAME -> new Event.NobodyCame(slot, generation);
      case CANNOT_ACCEPT -> new Event.CannotAccept(slot, generation, (int) number);
      case LEAVING -> new Event.ChildLeaving(slot, generation);
      case EXTENDS -> new Event.ChildExtends(slot, generation, EXTENSION);
      case GARBAGE -> new Event.ChildFailed(slot, generation, EndReason.PROTOCOL);
      case CHANNEL_CLOSED -> new Event.ChannelClosed(slot, generation);
      case EXITED -> new Event.ChildExited(slot, generation, Blame.CHILD);
      case KILLED_FROM_OUTSIDE -> new Event.ChildExited(slot, generation, Blame.OUTSIDE);
      case COUNTED -> new Event.ChildCounted(slot, generation, number);
      case MEASURED -> new Event.ChildMemory(slot, generation, number);
      case SPAWN_FAILED -> new Event.SpawnFailed(slot, generation);
    };
  }

  /** Whether it means that the process is no more. */
  public boolean isEnd() {
    return this == EXITED || this == KILLED_FROM_OUTSIDE || this == SPAWN_FAILED;
  }
}
