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
public final class ProcessChild implements Child {
  private final ChildId id;
  private final int pidfd;
  private final FdWatch death;
  private final Dialogue dialogue;
  private final Board board;
  private final Optional<Signo> stopSignal;
  private final ChildOutput stdout;
  private final ChildOutput stderr;
  private final ChildEvents events;

  ProcessChild(
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

  @Override
  public ChildId id() {
    return id;
  }

  @Override
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

  @Override
  public boolean keepsRecord() {
    return dialogue.keepsRecord();
  }

  @Override
  public BoardCounts counts() {
    return dialogue.keepsRecord() ? board.counts(id.slot()) : dialogue.counts();
  }

  @Override
  public boolean hasCountedWell() {
    return !dialogue.keepsRecord() || board.isPossible(id.slot());
  }

  @Override
  public Durations services() {
    return dialogue.keepsRecord() ? board.services(id.slot()) : dialogue.services();
  }

  @Override
  public OptionalLong lastAccept() {
    return dialogue.keepsRecord()
        ? OptionalLong.of(board.lastAccept(id.slot()))
        : OptionalLong.empty();
  }

  @Override
  public OptionalLong heldSince(long now) {
    if (!dialogue.keepsRecord()) {
      return OptionalLong.empty();
    }
    boolean holdsOne = board.counts(id.slot()).open() > 0;
    return OptionalLong.of(holdsOne ? board.lastAccept(id.slot()) : now);
  }

  @Override
  public void dump() throws KernelException {
    Processes.kill(id.pid(), Signo.QUIT);
  }

  @Override
  public void order(int listener, boolean selfAccept, int count) {
    dialogue.order(listener, selfAccept, count);
  }

  @Override
  public void pass(int listener, int connection) {
    dialogue.pass(listener, connection);
  }

  @Override
  public boolean can(String feature) {
    return dialogue.can(feature);
  }

  @Override
  public void free() {
    dialogue.free();
  }

  @Override
  public void callBack(int nonce) {
    dialogue.callBack(nonce);
  }

  @Override
  public void drain(int reason) throws KernelException {
    if (stopSignal.isPresent()) {
      Processes.kill(id.pid(), stopSignal.get());
    } else {
      dialogue.drain(reason);
    }
  }

  @Override
  public boolean ping(int nonce) {
    return dialogue.ping(nonce);
  }

  @Override
  public void grant(long request, int socket) {
    dialogue.grant(request, socket);
  }

  @Override
  public void refuse(long request, String why) {
    dialogue.refuse(request, why);
  }

  @Override
  public void kill(boolean politely) throws KernelException {
    if (politely) {
      Processes.kill(id.pid(), Signo.TERM);
    } else {
      killAll();
    }
  }

  /** A Java child prints its stack; of others nothing is known. */
  @Override
  public void slow() {}

  @Override
  public String whyItLives() {
    return "it hangs in the kernel";
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
