package io.preforkd.worker.protocol;

/**
 * First bytes of frames. Plain bytes and not an enum, because a reader must step over verbs that it
 * does not know.
 */
public final class Verb {
  /** To the child: accept one connection; payload is an {@link Order}. */
  public static final byte ACCEPT = 'A';

  /** To the child: finish and leave; payload is the reason, 0 asked .. 4 reload. */
  public static final byte DRAIN = 'D';

  /** To the child: answer with {@link #PONG} and the same nonce. */
  public static final byte PING = 'P';

  /** To the child: accept without orders if the payload is not 0, by orders alone if it is. */
  public static final byte FREE = 'F';

  /** Both ways: who I am; the payload is the length of the JSON text that follows. */
  public static final byte HELLO = 'h';

  /** To the parent: idle; payload counts the connections finished in all. */
  public static final byte IDLE = 'I';

  /** To the parent: busy; payload counts the connections accepted in all. */
  public static final byte BUSY = 'B';

  /** To the parent: accept failed; payload is the errno. */
  public static final byte ERROR = 'E';

  /** To the parent: the answer to {@link #PING}. */
  public static final byte PONG = 'Q';

  /** To the parent: leaving without having been asked; payload is the reason, 1 drained .. 4. */
  public static final byte LEAVING = 'L';

  /** To the parent: the start, or the connection in hand, takes so many milliseconds more. */
  public static final byte EXTEND = 'X';

  /** To the child: a connection that the parent has accepted; payload is an {@link Order}. */
  public static final byte CONNECTION = 'C';

  /** To the parent, from a child with many connections: how many it has accepted in all. */
  public static final byte ACCEPTED = 'N';

  /** To the parent, from a child with many connections: how many of them have ended in all. */
  public static final byte ENDED = 'Z';

  /**
   * To the parent: a {@link SocketRequest}. To the child: a {@link SocketReply}. The payload is the
   * length of the JSON text that follows.
   */
  public static final byte LISTEN = 'l';

  /**
   * To the parent: a {@link MetricReport}; the payload is the length of the JSON text that follows.
   */
  public static final byte METRICS = 'm';

  /** To a template: fork a child; the payload is the length of the JSON text that follows. */
  public static final byte FORK = 'f';

  /** From a template: it has forked; payload is the child's pid. */
  public static final byte CHILD = 'C';

  private Verb() {}

  /** Whether a text of {@code payload} bytes follows the frame. */
  public static boolean hasBody(byte verb) {
    return verb >= 'a' && verb <= 'z';
  }
}
