package io.preforkd.server.listen;

import io.preforkd.config.ListenSettings;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.TcpSockets;
import java.time.Duration;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * A place where a pool's clients come in, held for as long as the pool lives. What has a body here
 * is of sockets that go to processes, by their descriptors; where children are threads there is
 * nothing to it.
 */
public interface Listener extends AutoCloseable {
  /** As another program can go on with it. */
  default ListenerState state() {
    throw new UnsupportedOperationException("no other program could go on with " + address());
  }

  /**
   * The same socket once more, under another name and with a watch of its own. Its file stays this
   * one's until {@link #takeFileFrom}.
   */
  Listener successor(String newName) throws KernelException;

  /** From now on the socket's file is removed with this one, and not with the other. */
  void takeFileFrom(Listener other);

  /**
   * Changes what can be changed of a socket that is in use: how many may wait, and who may connect.
   */
  void adjust(ListenSettings settings) throws KernelException;

  /**
   * Lets clients that say nothing wait in the kernel, where they hold nobody.
   *
   * @param limit how long, which {@link TcpSockets#deferAccept} rounds up; zero: not at all.
   *     Without effect on AF_UNIX
   */
  default void deferSilent(Duration limit) throws KernelException {}

  /** Whether each slot has a socket of its own. */
  default boolean isOfSlots() {
    return false;
  }

  /** For how many slots there is a socket. */
  default int slots() {
    return Integer.MAX_VALUE;
  }

  /**
   * Sees to it that so many slots have their sockets, if each has its own.
   *
   * @param backlog of those that are opened
   */
  default void provideFor(int slots, int backlog) throws KernelException {}

  /** Has accept(2) wait where nobody has come, in every process that has the socket. */
  default void letBlock() throws KernelException {}

  /** Whether {@link #deferSilent} has an effect. */
  default boolean canDefer() {
    return false;
  }

  /** Whether whoever has started us can keep it for the next daemon. */
  default boolean canBeKept() {
    return false;
  }

  /** What the kernel knows the socket by. */
  default long inode() {
    throw new UnsupportedOperationException(address() + " has no descriptor");
  }

  /** From now on it is never shut, and its file stays: the next daemon goes on with it. */
  default void leaveOpen() {}

  default int fd() {
    throw new UnsupportedOperationException(address() + " has no descriptor to pass on");
  }

  /** The socket that the child of this slot gets. */
  default int fd(int slot) {
    return fd();
  }

  /** The name that children see in LISTEN_FDNAMES. */
  String name();

  /** Where it listens, as people write it: {@code 127.0.0.1:80}, {@code unix:/run/x.sock}. */
  String address();

  /**
   * Tells {@code whenPending}, on the loop's thread, once for each {@link #arm}.
   *
   * @param whenStranded told of slots on whose own socket clients wait and in which nobody lives
   */
  void watchOn(EventLoop loop, Runnable whenPending, IntConsumer whenStranded);

  /** Watches for one connection: at once if one waits already. */
  void arm();

  /** A child is about to live in this slot, or does so no more. */
  default void lives(int slot, boolean isThere) {}

  /**
   * Has new clients come to the sockets of these slots, beside those of other editions.
   *
   * @param accepting whether children accept there; else others whose children do come first
   */
  default void steer(Set<Integer> slots, boolean accepting) throws KernelException {}

  /** The connections that wait on this slot's own socket, if no other edition lives there. */
  default int waiting(int slot) throws KernelException {
    return 0;
  }

  /** Slots on whose own socket somebody waits, be there a child of this edition or of none. */
  default BitSet awaited() throws KernelException {
    return new BitSet();
  }

  /** The connections that wait, and how many may. */
  AcceptQueue.Depth depth() throws KernelException;

  /** Connections that the kernel has dropped here; see {@link AcceptQueue#drops}. */
  default OptionalLong drops() throws KernelException {
    return OptionalLong.empty();
  }

  /**
   * Lets nobody in any more; those that wait stay. An inherited one cannot be shut: those that wait
   * are left to whoever serves it next.
   */
  void shut() throws KernelException;

  /** The connections that wait for us. */
  int waiting() throws KernelException;

  /** Gives the socket up. */
  @Override
  void close();
}
