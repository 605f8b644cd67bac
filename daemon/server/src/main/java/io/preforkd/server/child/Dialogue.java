package io.preforkd.server.child;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.KernelException;
import io.preforkd.worker.protocol.ChildHello;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.protocol.Order;
import io.preforkd.worker.protocol.ParentHello;
import io.preforkd.worker.protocol.ProtocolException;
import io.preforkd.worker.protocol.SocketReply;
import io.preforkd.worker.protocol.SocketRequest;
import io.preforkd.worker.protocol.Verb;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What parent and child say to each other: the protocol over a {@link BackChannel}. The child's
 * first frame tells its version; a hello is version 1, an {@code I} the stock protocol, which knows
 * nothing but orders and the end of the stream.
 */
final class Dialogue implements BackChannel.Reader {
  private static final int STOCK_ORDER = 0x2e2e2e2e; // "...."

  private enum Version {
    UNKNOWN,
    /** A program that has no back-channel. */
    NONE,
    STOCK,
    ONE
  }

  private final BackChannel channel;
  private final ChildEvents events;
  private final ParentHello hello;
  private final FrameTally tally = new FrameTally(System::nanoTime);
  private Version version = Version.UNKNOWN;
  private Set<String> features = Set.of();
  private int unansweredPings;
  private boolean mayAcceptItself;
  private boolean isBusy;
  private boolean isFree;
  private int freeUntilPong;

  Dialogue(EventLoop loop, int fd, ParentHello hello, ChildEvents events) {
    this.hello = hello;
    this.events = events;
    this.channel = new BackChannel(loop, fd, this);
  }

  /** The child knows nothing of us, and has not got its end of the channel. */
  void isWithNobody() {
    version = Version.NONE;
  }

  /** Goes on where another program was. */
  void goOnFrom(DialogueState state) {
    version = Version.valueOf(state.version());
    features = Set.copyOf(state.features());
    unansweredPings = state.unansweredPings();
    mayAcceptItself = state.mayAcceptItself();
    isBusy = state.isBusy();
    isFree = state.isFree();
    freeUntilPong = state.freeUntilPong();
    tally.restore(state.tally());
    channel.goOnWith(state.unread());
  }

  DialogueState state() {
    return new DialogueState(
        version.name(),
        List.copyOf(new TreeSet<>(features)),
        unansweredPings,
        mayAcceptItself,
        isBusy,
        isFree,
        freeUntilPong,
        tally.state(),
        channel.rest());
  }

  /** Our descriptor, or {@link ChildState#CLOSED}. */
  int descriptor() {
    return channel.descriptor();
  }

  void order(int listener, boolean selfAccept, int count) {
    int payload =
        version == Version.ONE ? new Order(selfAccept, listener, count).toPayload() : STOCK_ORDER;
    mayAcceptItself = selfAccept && version == Version.ONE;
    tally.ordered();
    tell(channel.send(Verb.ACCEPT, payload));
  }

  /** Gives the child a copy of a connection that was accepted on this listener. */
  void pass(int listener, int connection) {
    mayAcceptItself = false;
    tally.ordered();
    int payload = new Order(false, listener, 1).toPayload();
    tell(channel.send(Verb.CONNECTION, payload) && channel.sendDescriptor(connection));
  }

  /**
   * Asks the child to leave. The end of the stream says so in every version, also to a child that
   * has not spoken yet.
   */
  void drain(int reason) {
    if (version == Version.ONE) {
      tell(channel.send(Verb.DRAIN, reason));
    } else {
      channel.end();
    }
  }

  /** Asks the child for an answer; false if it is not one that answers, which is not asked. */
  boolean ping(int nonce) {
    boolean answers = can(ChildHello.PONG);
    if (answers) {
      unansweredPings++;
      tell(channel.send(Verb.PING, nonce));
    }
    return answers;
  }

  /** Has the child, which announced that it can, accept without orders. */
  void free() {
    isFree = true;
    tally.ordered();
    tell(channel.send(Verb.FREE, 1));
  }

  /** Has it wait for orders again, which it does once it has answered a ping of this nonce. */
  void callBack(int nonce) {
    freeUntilPong = nonce;
    tell(channel.send(Verb.FREE, 0));
    ping(nonce);
  }

  /** Gives the child a copy of the socket that it asked for. */
  void grant(long request, int socket) {
    String reply = SocketReply.granted(request).toJson();
    tell(channel.send(Verb.LISTEN, reply) && channel.sendDescriptor(socket));
  }

  /** Tells the child why there is no socket. */
  void refuse(long request, String why) {
    tell(channel.send(Verb.LISTEN, SocketReply.refused(request, why).toJson()));
  }

  /** Whether the child has announced this feature of {@link ChildHello}. */
  boolean can(String feature) {
    return features.contains(feature);
  }

  /** Whether the child counts its connections on the board; else {@link #counts} tells them. */
  boolean keepsRecord() {
    return can(ChildHello.BOARD);
  }

  /** The child's connections, as its frames have told them. */
  BoardCounts counts() {
    return tally.counts();
  }

  /** How long what it has served took, from one frame to the other. */
  Durations services() {
    return tally.services();
  }

  /** The child has exited, with code 0 if {@code inOrder}: takes what it said last. */
  void finish(boolean inOrder) {
    channel.readWhatIsLeft();
    channel.close();
    if (inOrder) {
      tally.leftInOrder();
    }
  }

  @Override
  public void frame(byte verb, int payload) throws ProtocolException {
    if (version == Version.UNKNOWN) {
      requireIdleFirst(verb);
      version = Version.STOCK;
    }
    switch (verb) {
      case Verb.IDLE -> idle(payload);
      case Verb.BUSY -> busy(payload);
      case Verb.ERROR -> acceptFailed(payload);
      case Verb.ACCEPTED -> opened(payload);
      case Verb.ENDED -> ended(payload);
      case Verb.PONG -> pong(payload);
      case Verb.EXTEND -> events.needsLonger(Integer.toUnsignedLong(payload));
      case Verb.LEAVING -> events.leaving(leaveReason(payload));
      default -> throw new ProtocolException("unknown verb, byte " + (verb & 0xff));
    }
  }

  @Override
  public void message(byte verb, String json) throws ProtocolException {
    switch (verb) {
      case Verb.HELLO -> greeted(json);
      case Verb.LISTEN -> asked(json);
      case Verb.METRICS -> measured(json);
      default -> throw new ProtocolException("unknown verb '" + (char) verb + "'");
    }
  }

  private void asked(String json) throws ProtocolException {
    requireHello("a request for a socket");
    events.asked(SocketRequest.parse(json));
  }

  private void measured(String json) throws ProtocolException {
    requireHello("a report of metrics");
    events.measured(MetricReport.parse(json));
  }

  private void requireHello(String word) throws ProtocolException {
    if (version != Version.ONE) {
      throw new ProtocolException(word + " before the hello");
    }
  }

  private void greeted(String json) throws ProtocolException {
    if (version != Version.UNKNOWN) {
      throw new ProtocolException("a hello that is not the first frame");
    }
    ChildHello child = ChildHello.parse(json);
    if (child.version() < 1) {
      throw new ProtocolException("version " + child.version() + " in a hello; the lowest is 1");
    }
    version = Version.ONE;
    features = Set.copyOf(child.features());
    events.greeted(
        can(ChildHello.PONG), can(ChildHello.ASYNC), can(ChildHello.FREE), can(ChildHello.MULTI));
    tell(channel.send(Verb.HELLO, hello.toJson()));
  }

  @Override
  public void garbage(String what) {
    events.brokeProtocol(what);
  }

  @Override
  public void ended() {
    if (version != Version.NONE) {
      events.channelClosed();
    }
  }

  private void acceptFailed(int errno) {
    isBusy = false;
    events.acceptFailed(KernelException.nameOf(errno));
  }

  private void idle(int payload) {
    isBusy = false;
    if (version == Version.ONE) {
      tally.idle(payload);
    } else {
      tally.idleInStock();
    }
    if (isFree) {
      tally.ordered();
    }
    events.idle();
  }

  private void busy(int payload) throws ProtocolException {
    if (isBusy && !isFree && (keepsRecord() || !mayAcceptItself)) {
      throw new ProtocolException("a B of a child that is busy and may not, or need not, say so");
    }
    isBusy = true;
    if (version == Version.ONE) {
      tally.busy(payload);
    } else {
      tally.busyInStock();
    }
    events.busy();
  }

  private void opened(int total) throws ProtocolException {
    requireMulti("an N");
    tally.opened(total);
    events.opened(tally.counts().accepted());
  }

  private void ended(int total) throws ProtocolException {
    requireMulti("a Z");
    tally.ended(total);
    events.closed(tally.counts().finished());
  }

  private void requireMulti(String word) throws ProtocolException {
    if (!can(ChildHello.MULTI)) {
      throw new ProtocolException(word + " of a child that has not announced the feature multi");
    }
  }

  private void pong(int nonce) throws ProtocolException {
    if (unansweredPings == 0) {
      throw new ProtocolException("a Q that answers no ping");
    }
    unansweredPings--;
    isFree &= nonce != freeUntilPong;
    events.pong(nonce);
  }

  private static void requireIdleFirst(byte verb) throws ProtocolException {
    if (verb != Verb.IDLE) {
      throw new ProtocolException(
          "the first frame is neither a hello nor an I, but has verb byte " + (verb & 0xff));
    }
  }

  private void tell(boolean sent) {
    if (!sent) {
      events.unresponsive();
    }
  }

  private static LeaveReason leaveReason(int payload) throws ProtocolException {
    LeaveReason reason = LeaveReason.of(payload);
    if (reason == null) {
      throw new ProtocolException("unknown reason " + payload + " to leave");
    }
    return reason;
  }
}
