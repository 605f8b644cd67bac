package io.preforkd.server.child;

import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.loop.FdIo;
import io.preforkd.server.loop.FdWatch;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Packets;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.worker.protocol.ChildHello;
import io.preforkd.worker.protocol.ForkRequest;
import io.preforkd.worker.protocol.Frame;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.protocol.ParentHello;
import io.preforkd.worker.protocol.ProtocolException;
import io.preforkd.worker.protocol.Verb;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The process from which children are forked, as PROTOCOL.md has it under "Templates".
 *
 * <pre>
 *   LOADING -- its I --> READY -- end --> channel closed -- 1 s --> TERM -- 1 s --> KILL -- 5 s --> left
 *      |                   |                  |                      |               |           behind
 *      +-------------------+------------------+------ reaped --------+---------------+
 * </pre>
 */
final class Template implements FrameParser.Sink {
  private static final long PATIENCE = 1_000_000_000L;

  /** Of one that hangs in the kernel. */
  private static final long LAST_PATIENCE = 5_000_000_000L;

  private static final int LONGEST_MESSAGE = Frame.SIZE + Frame.MAX_BODY;
  private static final int READS_AT_EXIT = 16;

  private enum State {
    LOADING,
    READY,
    ENDING
  }

  private final EventLoop loop;
  private final int pid;
  private final int pidfd;
  private final int channel;
  private final FdIo words;
  private final FdWatch hearing;
  private final FdWatch death;
  private final ChildOutput stdout;
  private final ChildOutput stderr;
  private final ParentHello hello;
  private final TemplateEvents events;
  private final Alarm alarm;
  private final FrameParser parser = new FrameParser();
  private final ByteBuffer in = ByteBuffer.allocateDirect(LONGEST_MESSAGE);
  private State state = State.LOADING;
  private Runnable next = this::terminate;
  private boolean hasGreeted;
  private boolean isDeaf;
  private boolean isReaped;
  private boolean hasEnded;

  private Template(
      EventLoop loop,
      int pid,
      int pidfd,
      ChildEnds ours,
      ParentHello hello,
      Consumer<String> lines,
      TemplateEvents events) {
    this.loop = loop;
    this.pid = pid;
    this.pidfd = pidfd;
    this.channel = ours.channelFd();
    this.hello = hello;
    this.events = events;
    this.words = new FdIo(channel);
    this.alarm = loop.alarm(() -> next.run());
    this.stdout = new ChildOutput(loop, ours.stdout(), lines);
    this.stderr = new ChildOutput(loop, ours.stderr(), lines);
    this.hearing = loop.watch(channel, (readable, hangup) -> hear());
    this.death = loop.watch(pidfd, (readable, hangup) -> reap());
    hearing.armAlways();
    death.armAlways();
  }

  /**
   * Takes care of one that was just spawned; the ends are its own from then on.
   *
   * @param lines takes what it prints, line by line
   * @throws KernelException if it cannot be watched; it does not live then
   */
  static Template adopt(
      EventLoop loop,
      int pid,
      ChildEnds ours,
      ParentHello hello,
      Consumer<String> lines,
      TemplateEvents events)
      throws KernelException {
    return Adoption.of(
        loop, pid, pidfd -> new Template(loop, pid, pidfd, ours, hello, lines, events));
  }

  int pid() {
    return pid;
  }

  boolean isReady() {
    return state == State.READY;
  }

  /** Whether it was told to end. */
  boolean isEnding() {
    return state == State.ENDING;
  }

  /**
   * Asks for a child; {@link TemplateEvents#forked} or {@link TemplateEvents#refused} answers.
   *
   * @param descriptors the child's, from 1 on
   * @return false if it does not read what it is told
   * @throws KernelException if they cannot be handed over
   */
  boolean fork(ForkRequest request, List<Integer> descriptors) throws KernelException {
    return Packets.send(channel, Frame.withBody(Verb.FORK, request.toJson()), descriptors);
  }

  /** Ends it gently: without its channel it has nothing to do. */
  void end() {
    if (state != State.ENDING) {
      state = State.ENDING;
      hushUp();
      alarm.set(loop.now() + PATIENCE);
    }
  }

  private void terminate() {
    signal(Signo.TERM);
    next = this::kill;
    alarm.set(loop.now() + PATIENCE);
  }

  /** Ends it at once; the children that it has forked are not in its group. */
  void kill() {
    state = State.ENDING;
    hushUp();
    signal(Signo.KILL);
    next = () -> told(Optional.empty());
    alarm.set(loop.now() + LAST_PATIENCE);
  }

  private void signal(Signo signal) {
    if (isReaped) {
      return; // its number may be another's
    }
    try {
      Processes.killGroup(pid, signal);
    } catch (KernelException e) {
      // One that has become another user may not be signalled: it is left behind.
    }
  }

  @Override
  public void message(byte verb, String json) throws ProtocolException {
    if (verb == Verb.METRICS && hasGreeted) {
      events.measured(MetricReport.parse(json));
    } else if (verb == Verb.HELLO && !hasGreeted) {
      greeted(json);
    } else {
      throw new ProtocolException("unexpected verb '" + (char) verb + "'");
    }
  }

  private void greeted(String json) throws ProtocolException {
    ChildHello its = ChildHello.parse(json);
    if (its.version() < 1) {
      throw new ProtocolException("version " + its.version() + " in a hello; the lowest is 1");
    }
    hasGreeted = true;
    greet();
  }

  /** The channel is empty, so there is room. */
  private void greet() throws ProtocolException {
    try {
      Packets.send(channel, Frame.withBody(Verb.HELLO, hello.toJson()), List.of());
    } catch (KernelException e) {
      throw new ProtocolException(e.getMessage());
    }
  }

  @Override
  public void frame(byte verb, int payload) throws ProtocolException {
    if (!hasGreeted) {
      throw new ProtocolException("the first frame is no hello");
    }
    switch (verb) {
      case Verb.IDLE -> loaded();
      case Verb.CHILD -> events.forked(payload);
      case Verb.ERROR -> events.refused(payload);
      default -> throw new ProtocolException("unknown verb, byte " + (verb & 0xff));
    }
  }

  private void loaded() throws ProtocolException {
    if (state != State.LOADING) {
      throw new ProtocolException("an I that is not the first");
    }
    state = State.READY;
    events.ready();
  }

  /** One message, since others wait for their turn; false if there was none. */
  private boolean hear() {
    int n = isDeaf ? FdIo.WOULD_BLOCK : words.readToEnd(in.clear());
    if (n == FdIo.END) {
      end(); // its death comes next, or is brought about
    } else if (n > 0) {
      parse(in.flip());
    }
    return n > 0;
  }

  private void parse(ByteBuffer message) {
    try {
      parser.feed(message, this);
    } catch (ProtocolException e) {
      hushUp();
      events.brokeProtocol(e.getMessage());
    }
  }

  private void hushUp() {
    if (!isDeaf) {
      isDeaf = true;
      hearing.close();
      Descriptors.close(channel);
    }
  }

  /** Before it is reaped its number is nobody else's, so what it leaves behind can be killed. */
  private void reap() {
    if (isEnding()) {
      signal(Signo.KILL);
    }
    Optional<WaitStatus> status = Processes.reapOwn(pid, "template " + pid);
    if (status.isPresent()) {
      isReaped = true;
      for (int left = READS_AT_EXIT; left > 0 && hear(); left--) {}
      hushUp();
      state = State.ENDING;
      alarm.clear();
      death.close();
      Descriptors.close(pidfd);
      stdout.readWhatIsLeft();
      stderr.readWhatIsLeft();
      told(status);
    }
  }

  private void told(Optional<WaitStatus> how) {
    if (!hasEnded) {
      hasEnded = true;
      events.ended(how);
    }
  }
}
