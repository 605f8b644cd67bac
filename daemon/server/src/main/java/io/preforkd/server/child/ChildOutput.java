package io.preforkd.server.child;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.loop.FdIo;
import io.preforkd.server.loop.FdWatch;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Our end of a pipe that a child writes to. It lives until the last writer has gone, which may be a
 * grandchild.
 */
public final class ChildOutput {
  private static final int PER_TURN = 16 * 1024;
  private static final int AT_EXIT = 1024 * 1024;

  private final int fd;
  private final FdIo pipe;
  private final FdWatch watch;
  private final LineAssembler lines;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(PER_TURN);
  private boolean isClosed;

  /**
   * Watches it; loop thread only.
   *
   * @param fd the end that is read, non-blocking; {@link ChildState#CLOSED} for one that has ended
   * @param sink takes each line
   */
  public ChildOutput(EventLoop loop, int fd, Consumer<String> sink) {
    this.fd = fd;
    this.isClosed = fd == ChildState.CLOSED;
    this.pipe = isClosed ? null : new FdIo(fd);
    this.lines = new LineAssembler(sink);
    this.watch = isClosed ? null : loop.watch(fd, (readable, hangup) -> read());
    if (watch != null) {
      watch.armAlways();
    }
  }

  /** Goes on with a line that another program had begun to read, in hexadecimal. */
  void goOnWith(String rest) {
    lines.add(ByteBuffer.wrap(HexFormat.of().parseHex(rest)));
  }

  /** Its descriptor, or {@link ChildState#CLOSED}. */
  int descriptor() {
    return isClosed ? ChildState.CLOSED : fd;
  }

  /** What it has read of a line that has not ended, in hexadecimal. */
  String rest() {
    return HexFormat.of().formatHex(lines.rest());
  }

  /**
   * The child has exited: takes what it wrote last, so that its last words stand before the news of
   * its death.
   */
  public void readWhatIsLeft() {
    for (int left = AT_EXIT; left > 0 && read(); left -= PER_TURN) {}
  }

  /** Closes it, with what it has of a last line. */
  public void close() {
    if (!isClosed) {
      isClosed = true;
      watch.close();
      Descriptors.close(fd);
      lines.end();
    }
  }

  /** One read, since others wait for their turn; false if there was nothing. */
  private boolean read() {
    int n = isClosed ? FdIo.WOULD_BLOCK : readInto(buffer.clear());
    if (n == FdIo.END) {
      close();
    } else if (n > 0) {
      lines.add(buffer.flip());
    }
    return n > 0;
  }

  private int readInto(ByteBuffer empty) {
    try {
      return pipe.read(empty);
    } catch (KernelException e) {
      return FdIo.END;
    }
  }
}
