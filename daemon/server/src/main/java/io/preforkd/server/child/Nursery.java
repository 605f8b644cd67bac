package io.preforkd.server.child;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Spawner;
import io.preforkd.server.sys.Strangers;
import io.preforkd.worker.protocol.ParentHello;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the children of one pool, each as a new process. */
public final class Nursery implements Births {
  private static final Logger OUTPUT = LoggerFactory.getLogger("preforkd.output");

  private final EventLoop loop;
  private Launch launch;
  private final Board board;
  private final BiConsumer<ChildId, String> output;
  private final int devNull;

  public Nursery(EventLoop loop, Launch launch, Board board) throws KernelException {
    this(loop, launch, board, (id, line) -> OUTPUT.info("{} | {}", id, line));
  }

  /**
   * @param output takes what children print, line by line
   */
  Nursery(EventLoop loop, Launch launch, Board board, BiConsumer<ChildId, String> output)
      throws KernelException {
    this.loop = loop;
    this.launch = launch;
    this.board = board;
    this.output = output;
    this.devNull = Descriptors.devNull();
  }

  /** Starts children by this from now on; loop thread only. */
  public void startBy(Launch next) {
    launch = next;
  }

  @Override
  public void begin(Expected expected) {
    Child child;
    try {
      child =
          start(
              expected.slot(),
              expected.generation(),
              expected.mostConnections(),
              expected.events());
    } catch (KernelException e) {
      expected.failed().accept(Failure.of(e.getMessage()));
      return;
    }
    expected.born().accept(child);
  }

  /** Nobody is: a child is there as soon as it is asked for. */
  @Override
  public boolean isExpecting(int slot) {
    return false;
  }

  @Override
  public boolean withdraw(int slot, boolean isOverdue) {
    return false;
  }

  /**
   * Starts a child; its events come from the loop's next turn on.
   *
   * <p>Whatever it throws, nothing has been left behind: no descriptor, no watch, no process.
   *
   * @param mostConnections after so many it is to accept no more by itself; 0: no limit
   * @throws KernelException if the system refuses
   */
  public Child start(int slot, long generation, long mostConnections, ChildEvents events)
      throws KernelException {
    board.clear(slot);
    ChildEnds ends = ChildEnds.open();
    try {
      int pid = Spawner.spawn(launch.plan(slot, generation, devNull, ends, board.fd()));
      ParentHello hello = launch.hello(slot, generation, mostConnections);
      ChildId id = new ChildId(launch.pool(), slot, generation, pid);
      return Adoption.of(loop, pid, pidfd -> child(id, pidfd, ends, hello, events));
    } catch (KernelException | RuntimeException | Error e) {
      ends.abandon(loop);
      throw e;
    } finally {
      ends.closeTheirs();
    }
  }

  @Override
  public Child goOnWith(ChildState state, long mostConnections, ChildEvents events)
      throws KernelException {
    ChildId id = new ChildId(launch.pool(), state.slot(), state.generation(), state.pid());
    ParentHello hello = launch.hello(state.slot(), state.generation(), mostConnections);
    Strangers.adopt(state.pid());
    ProcessChild child = child(id, Processes.pidfd(state.pid()), state.ends(), hello, events);
    child.goOnFrom(state);
    return child;
  }

  /** Reads as the end of a file. */
  int devNull() {
    return devNull;
  }

  /** A child whose process is there. */
  ProcessChild child(ChildId id, int pidfd, ChildEnds ends, ParentHello hello, ChildEvents events) {
    Dialogue dialogue = new Dialogue(loop, ends.channelFd(), hello, events);
    if (!launch.isHeard()) {
      dialogue.isWithNobody();
    }
    return new ProcessChild(
        loop,
        id,
        pidfd,
        ends,
        dialogue,
        board,
        launch.stopSignal(),
        line -> output.accept(id, line),
        events);
  }

  @Override
  public void rest() {}

  @Override
  public void letGo() {}

  @Override
  public void close(Runnable then) {
    close();
    then.run();
  }

  void close() {
    Descriptors.close(devNull);
  }
}
