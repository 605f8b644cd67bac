package io.preforkd.spamd.front;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A socket. Nothing else in the JDK limits the time of a read on TCP and AF_UNIX alike; the
 * selector comes into it only where there is something to wait for. {@link #write} and {@link
 * #endOutput} may be called by another thread while this one neither reads nor writes.
 */
final class SocketWire implements Wire {
  private final SocketChannel channel;
  private final Selectors selectors;
  private Selector selector;
  private SelectionKey key;
  private long deadline = NEVER;

  SocketWire(SocketChannel channel, Selectors selectors) throws IOException {
    this.channel = channel;
    this.selectors = selectors;
    channel.configureBlocking(false);
  }

  @Override
  public void until(long nanos) {
    deadline = nanos;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int n = channel.read(into);
    while (n == 0 && into.hasRemaining()) {
      await(SelectionKey.OP_READ);
      n = channel.read(into);
    }
    return n;
  }

  @Override
  public void write(ByteBuffer... parts) throws IOException {
    long left = Stream.of(parts).mapToLong(ByteBuffer::remaining).sum();
    while (left > 0) {
      long n = channel.write(parts);
      left -= n;
      if (n == 0) {
        awaitReader();
      }
    }
  }

  @Override
  public void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Gives the selector back; the channel is the runtime's to close. */
  @Override
  public void close() throws IOException {
    if (selector != null) {
      key.cancel();
      selectors.giveBack(selector);
    }
  }

  private void awaitReader() throws IOException {
    try {
      await(SelectionKey.OP_WRITE);
    } catch (TimeUp e) {
      throw new IOException("the client did not read its answer in time", e);
    }
  }

  private void await(int operation) throws IOException {
    try {
      if (selector == null) {
        selector = selectors.take();
        key = channel.register(selector, operation);
      }
      key.interestOps(operation);
      select();
    } catch (CancelledKeyException e) {
      throw new ClosedChannelException(); // by the runtime, whose time limit is over
    }
  }

  private void select() throws IOException {
    selector.selectedKeys().clear();
    long left = deadline == NEVER ? 0 : Math.max(1, millisLeft());
    if (deadline != NEVER && deadline - System.nanoTime() <= 0) {
      throw new TimeUp();
    }
    selector.select(left);
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
  }

  private long millisLeft() {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime() + 999_999);
  }
}
