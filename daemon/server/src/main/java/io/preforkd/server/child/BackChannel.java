package io.preforkd.server.child;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.loop.FdIo;
import io.preforkd.server.loop.FdWatch;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Sockets;
import io.preforkd.worker.protocol.Frame;
import io.preforkd.worker.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The parent's end of a back-channel: frames out, frames in, one read a turn, since others wait for
 * theirs.
 */
final class BackChannel {
  private static final int BUFFER = 4096;

  /** What a socket holds for us is far less. */
  private static final int READS_AT_EXIT = 256;

  /** What comes in. */
  interface Reader extends FrameParser.Sink {
    /** The child sent what is no frame, or a frame that it may not send. */
    void garbage(String what);

    /** The child has closed its end, or is gone. */
    void ended();
  }

  private final int fd;
  private final FdIo io;
  private final FdWatch watch;
  private final Reader reader;
  private final FrameParser parser = new FrameParser();
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] frame = new byte[Frame.SIZE];
  private boolean isClosed;

  /**
   * @param fd {@link ChildState#CLOSED} for one that has ended
   */
  BackChannel(EventLoop loop, int fd, Reader reader) {
    this.fd = fd;
    this.isClosed = fd == ChildState.CLOSED;
    this.io = isClosed ? null : new FdIo(fd);
    this.reader = reader;
    this.watch = isClosed ? null : loop.watch(fd, (readable, hangup) -> read());
    if (watch != null) {
      watch.armAlways();
    }
  }

  /** Our descriptor, or {@link ChildState#CLOSED}. */
  int descriptor() {
    return isClosed ? ChildState.CLOSED : fd;
  }

  /** What has come of a frame that is not complete, in hexadecimal. */
  String rest() {
    return HexFormat.of().formatHex(parser.rest());
  }

  /** Goes on with a frame that another program had begun to read. */
  void goOnWith(String rest) {
    parse(ByteBuffer.wrap(HexFormat.of().parseHex(rest)));
  }

  /**
   * Sends a frame; false if the channel is full, which means that nobody reads it. A channel whose
   * reader is gone takes all.
   */
  boolean send(byte verb, int payload) {
    Frame.put(frame, verb, payload);
    out.clear();
    out.put(frame);
    return flush();
  }

  /** Sends one byte, 0, and a copy of our descriptor with it; else as {@link #send}. */
  boolean sendDescriptor(int descriptor) {
    try {
      return isClosed || io.sendDescriptor(descriptor);
    } catch (KernelException e) {
      return isGone(e);
    }
  }

  /** Else so many are under way that nobody can be reading them. */
  private static boolean isGone(KernelException e) {
    String name = KernelException.nameOf(e.errno());
    return name.equals("EPIPE") || name.equals("ECONNRESET");
  }

  /** Sends a frame and its body, {@link Frame#MAX_BODY} bytes at most. */
  boolean send(byte verb, String body) {
    byte[] bytes = Frame.withBody(verb, body);
    for (int at = 0; at < bytes.length; at += BUFFER) {
      out.clear();
      out.put(bytes, at, Math.min(BUFFER, bytes.length - at));
      if (!flush()) {
        return false;
      }
    }
    return true;
  }

  /** Ends our direction: the child reads the end of the stream. */
  void end() {
    if (!isClosed) {
      Sockets.endOutput(fd);
    }
  }

  /**
   * The child has exited: takes what it said last, and not what a descendant that inherited the
   * channel may go on writing for ever.
   */
  void readWhatIsLeft() {
    for (int left = READS_AT_EXIT; left > 0 && !isClosed && read(); left--) {}
  }

  void close() {
    if (!isClosed) {
      isClosed = true;
      watch.close();
      Descriptors.close(fd);
    }
  }

  private boolean flush() {
    if (isClosed) {
      return true;
    }
    out.flip();
    try {
      int length = out.remaining();
      return io.write(out) == length;
    } catch (KernelException e) {
      return true; // the reader is gone; its end is told by the read
    }
  }

  private boolean read() {
    int n = io.readToEnd(in.clear());
    if (n == FdIo.END) {
      close();
      reader.ended();
    } else if (n > 0) {
      parse(in.flip());
    }
    return n > 0;
  }

  private void parse(ByteBuffer bytes) {
    try {
      parser.feed(bytes, reader);
    } catch (ProtocolException e) {
      close();
      reader.garbage(e.getMessage());
    }
  }
}
