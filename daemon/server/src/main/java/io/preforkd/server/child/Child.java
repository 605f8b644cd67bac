package io.preforkd.server.child;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.loop.FdWatch;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.server.sys.WaitStatus;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A child process from the spawn until it has been reaped: its pid, its dialogue, its output. */
public final class Child {
  private final ChildId id;
  private final int pidfd;
  private final FdWatch death;
  private final Dialogue dialogue;
  private final Board board;
  private final Optional<Signo> stopSignal;
  private final ChildOutput stdout;
  private final ChildOutput stderr;
  private final ChildEvents events;

  Child(
      EventLoop loop,
      ChildId id,
      int pidfd,
      ChildEnds ours,
      Dialogue dialogue,
      Board board,
      Optional<Signo> stopSignal,
      Consumer<String> lines,
      ChildEvents events) {
    this.id = id;
    this.pidfd = pidfd;
    this.dialogue = dialogue;
    this.board = board;
    this.stopSignal = stopSignal;
    this.events = events;
    this.stdout = new ChildOutput(loop, ours.stdout(), lines);
    this.stderr = new ChildOutput(loop, ours.stderr(), lines);
    this.death = loop.watch(pidfd, (readable, hangup) -> reap());
    death.armAlways();
  }

  public ChildId id() {
    return id;
  }

  /** As another program can go on with it. */
  public ChildState state() {
    return new ChildState(
        id.slot(),
        id.generation(),
        id.pid(),
        dialogue.descriptor(),
        stdout.descriptor(),
        stderr.descriptor(),
        dialogue.state(),
        stdout.rest(),
        stderr.rest());
  }

  /** Goes on where another program was; this one was made of the same descriptors. */
  void goOnFrom(ChildState state) {
    dialogue.goOnFrom(state.dialogue());
    stdout.goOnWith(state.outLine());
    stderr.goOnWith(state.errLine());
  }

  /** Whether it counts its connections on the board, and need not tell of them. */
  public boolean keepsRecord() {
    return dialogue.keepsRecord();
  }

  /** Its connections, exact also when it has been killed. */
  public BoardCounts counts() {
    return dialogue.keepsRecord() ? board.counts(id.slot()) : dialogue.counts();
  }

  /**
   * When it accepted the connection that it holds, on the scale of {@link System#nanoTime}, by its
   * own word; {@code now} if it holds none, empty if it keeps no record.
   */
  public OptionalLong heldSince(long now) {
    if (!dialogue.keepsRecord()) {
      return OptionalLong.empty();
    }
    boolean holdsOne = board.counts(id.slot()).open() > 0;
    return OptionalLong.of(holdsOne ? board.lastAccept(id.slot()) : now);
  }

  /** Has it print the stacks of its threads, if it is a JVM; most other programs end. */
  public void dump() throws KernelException {
    Processes.kill(id.pid(), Signo.QUIT);
  }

  /** Orders it to accept a connection, or up to {@code count} if it holds many. */
  public void order(int listener, boolean selfAccept, int count) {
    dialogue.order(listener, selfAccept, count);
  }

  /** Gives it a copy of a connection that was accepted on this listener; ours stays open. */
  public void pass(int listener, int connection) {
    dialogue.pass(listener, connection);
  }

  /** Whether it has announced this feature of {@link io.preforkd.worker.protocol.ChildHello}. */
  public boolean can(String feature) {
    return dialogue.can(feature);
  }

  /** Has it accept without orders from now on; it must have announced that it can. */
  public void free() {
    dialogue.free();
  }

  /**
   * Has it wait for orders again: it says how it is and then answers as to a {@link #ping}; what it
   * has said before tells nothing.
   */
  public void callBack(int nonce) {
    dialogue.callBack(nonce);
  }

  /**
   * Asks it to leave after its current connection; the number is that of PROTOCOL.md. One that
   * knows nothing of us gets a signal.
   *
   * @throws KernelException if that cannot be sent
   */
  public void drain(int reason) throws KernelException {
    if (stopSignal.isPresent()) {
      Processes.kill(id.pid(), stopSignal.get());
    } else {
      dialogue.drain(reason);
    }
  }

  /**
   * Asks for a {@link ChildEvents#pong} with the same nonce, any 32 bits. A child that reads its
   * channel only between connections answers after the one in hand.
   *
   * @return false if the child did not announce that it answers; then it is not asked
   */
  public boolean ping(int nonce) {
    return dialogue.ping(nonce);
  }

  /** Gives it a copy of the socket that it asked for by this number; ours stays open. */
  public void grant(long request, int socket) {
    dialogue.grant(request, socket);
  }

  /** Tells it why there is no socket. */
  public void refuse(long request, String why) {
    dialogue.refuse(request, why);
  }

  /**
   * Ends it: TERM goes to the child alone, which may end its own helpers; KILL to its whole process
   * group.
   */
  public void kill(boolean politely) throws KernelException {
    if (politely) {
      Processes.kill(id.pid(), Signo.TERM);
    } else {
      killAll();
    }
  }

  /** A child that has moved to another group is killed by itself. */
  private void killAll() throws KernelException {
    if (!Processes.killGroup(id.pid(), Signo.KILL)) {
      Processes.kill(id.pid(), Signo.KILL);
    }
  }

  private void reap() {
    Optional<WaitStatus> status = Processes.reapOwn(id.pid(), id);
    if (status.isEmpty()) {
      return;
    }
    death.close();
    Descriptors.close(pidfd);
    dialogue.finish(status.get().equals(new WaitStatus.Exited(0)));
    stdout.readWhatIsLeft();
    stderr.readWhatIsLeft();
    events.exited(status.get());
  }
}
