package io.preforkd.server.child;

import io.preforkd.server.sys.WaitStatus;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.protocol.SocketRequest;

/** What happens to one child, told on the loop's thread. */
public interface ChildEvents {
  /**
   * It has said hello.
   *
   * @param pong whether it answers a {@link Child#ping}
   * @param async whether it does so also while it serves a connection
   * @param free whether it accepts without orders when it is told to
   * @param multi whether it holds many connections at one time
   */
  void greeted(boolean pong, boolean async, boolean free, boolean multi);

  void idle();

  void busy();

  /**
   * It could not accept, and is to rest.
   *
   * @param why in few words, such as the name of the error
   */
  void acceptFailed(String why);

  /** It holds many, and has accepted so many in all. */
  void opened(long connections);

  /** So many of them have ended in all. */
  void closed(long connections);

  void leaving(LeaveReason reason);

  void needsLonger(long millis);

  /** It has answered a {@link Child#ping}, and is therefore not stuck. */
  void pong(int nonce);

  /** It asks for a listening socket: {@link Child#grant} or {@link Child#refuse} is the answer. */
  void asked(SocketRequest request);

  /** It tells of its own metrics. */
  void measured(MetricReport report);

  /**
   * It sent what the protocol does not allow; {@code what} says what. Nothing more is read from it.
   */
  void brokeProtocol(String what);

  /** It does not read its back-channel. */
  void unresponsive();

  /** It closed its end of the back-channel. */
  void channelClosed();

  /** It has been reaped; the last event. */
  void exited(WaitStatus how);
}
