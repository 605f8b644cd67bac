package io.preforkd.server.sys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** A client of a UNIX socket as a channel of the JDK, on any system. */
public final class ChannelClient implements LocalClient {
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  /**
   * Takes the channel over.
   *
   * @throws IOException if there is no descriptor for what it needs; the channel is closed
   */
  public ChannelClient(SocketChannel channel) throws IOException {
    this.channel = channel;
    try {
      channel.configureBlocking(false);
      this.selector = Selector.open();
      this.key = channel.register(selector, 0);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Where the system does not tell, he is somebody whom the mode of the file lets in. */
  @Override
  public String who() throws IOException {
    return channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
        ? "user=" + channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName()
        : "user=unknown";
  }

  @Override
  public void end() {
    try {
      channel.shutdownInput();
      channel.shutdownOutput();
    } catch (IOException e) {
      selector.wakeup(); // he has gone already
    }
  }

  @Override
  public int duplicate() throws IOException {
    throw new IOException("the children are threads, which end with their program; restart it");
  }

  @Override
  public int read(byte[] into, int millis) throws IOException {
    if (!await(SelectionKey.OP_READ, millis)) {
      return -1;
    }
    int count = channel.read(ByteBuffer.wrap(into));
    return count == 0 ? -1 : Math.max(0, count);
  }

  @Override
  public boolean write(byte[] bytes, int millis) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      long time = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (time <= 0 || !await(SelectionKey.OP_WRITE, (int) time)) {
        return false;
      }
      int ignored = channel.write(left);
    }
    return true;
  }

  private boolean await(int operation, int millis) throws IOException {
    key.interestOps(operation);
    boolean isReady = selector.select(Math.max(1, millis)) > 0;
    selector.selectedKeys().clear();
    return isReady;
  }

  /** The JDK tells it only to whoever reads. */
  @Override
  public boolean isClosedByPeer() {
    return false;
  }

  @Override
  public void close() {
    try (selector;
        channel) {
      key.cancel();
    } catch (IOException e) {
      return; // there is nobody left to tell
    }
  }
}
