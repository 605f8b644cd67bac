package io.preforkd.worker.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;

/** A connection in hand. The author's handlers stand between two of ours. */
final class Tenant {
  private final NettyServer server;
  private final Channel channel;
  private final int listener;
  private final boolean isPassed;
  private final long since = System.nanoTime();
  private boolean hasFailed;

  /**
   * @param isPassed whether the parent may have a copy of its descriptor
   */
  Tenant(NettyServer server, Channel channel, int listener, boolean isPassed) {
    this.server = server;
    this.channel = channel;
    this.listener = listener;
    this.isPassed = isPassed;
  }

  Channel channel() {
    return channel;
  }

  int listener() {
    return listener;
  }

  /** Nanoseconds that it has been in hand. */
  long age(long now) {
    return now - since;
  }

  /** Whether the author's code has failed over it, or the client has said nothing. */
  boolean hasFailed() {
    return hasFailed;
  }

  /** Before the author's handlers. */
  void addFirst(boolean needsFirstByte) {
    if (isPassed || needsFirstByte) {
      channel.pipeline().addLast(new First());
    }
  }

  /** Behind the author's handlers. */
  void addLast() {
    channel.pipeline().addLast(new Last());
  }

  /** It is over, and not as it should be. */
  void fail() {
    hasFailed = true;
    var ignored = channel.close();
  }

  private void shutDown() {
    var ignored = ((DuplexChannel) channel).shutdownOutput();
  }

  /** The client has said something, whatever the pipeline makes of it. */
  private final class First extends ChannelDuplexHandler {
    private boolean hasSpoken;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!hasSpoken) {
        hasSpoken = true;
        server.spoke(Tenant.this);
      }
      context.fireChannelRead(message);
    }

    /** The parent's copy would keep the client waiting for the end. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
      if (isPassed && channel.isActive()) {
        shutDown();
      }
      var ignored = context.close(promise);
    }
  }

  /** A client that has left is nobody's fault, and not worth a line. */
  private final class Last extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (!(cause instanceof IOException)) {
        server.failed(cause);
      }
      fail();
    }
  }
}
