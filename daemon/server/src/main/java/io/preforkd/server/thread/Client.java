package io.preforkd.server.thread;

import io.preforkd.worker.Connection;
import io.preforkd.worker.runtime.Extension;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.OptionalLong;

/** A connection that a worker's thread has accepted. */
final class Client implements Connection {
  private final SocketChannel channel;
  private final int listener;
  private final Report report;
  private final long limit;
  private final long since;
  private volatile long extendedUntil = Long.MIN_VALUE;

  /**
   * @param limit how long it may take, nanoseconds, 0 for ever
   * @param since when it was accepted
   */
  Client(SocketChannel channel, int listener, Report report, long limit, long since) {
    this.channel = channel;
    this.listener = listener;
    this.report = report;
    this.limit = limit;
    this.since = since;
  }

  /** Whether the client has spoken, or left, within so many milliseconds; 0 for ever. */
  boolean hasSpoken(long millis) throws IOException {
    if (millis == 0) {
      return true;
    }
    channel.configureBlocking(false);
    boolean hasSpoken;
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      hasSpoken = selector.select(millis) > 0;
    }
    channel.configureBlocking(true);
    return hasSpoken;
  }

  @Override
  public InputStream in() {
    return Channels.newInputStream(channel);
  }

  @Override
  public OutputStream out() {
    return Channels.newOutputStream(channel);
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    return channel.getRemoteAddress();
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public int listener() {
    return listener;
  }

  @Override
  public OptionalLong deadline() {
    return limit == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(since + limit, extendedUntil));
  }

  @Override
  public void extend(Duration time) {
    long millis = Integer.toUnsignedLong(Extension.millis(time));
    extendedUntil = Math.max(extendedUntil, System.nanoTime() + time.toNanos());
    report.tell(events -> events.needsLonger(millis));
  }
}
