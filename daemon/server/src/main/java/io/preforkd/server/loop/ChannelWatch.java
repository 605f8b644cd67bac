package io.preforkd.server.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;

/**
 * One listening channel's place in the selector of a loop over NIO. It starts disarmed, and does
 * not own the channel.
 */
public final class ChannelWatch implements AutoCloseable {
  private final EventLoop loop;
  private final Runnable whenPending;
  private final IoRegistration registration;
  private boolean isArmed;

  ChannelWatch(EventLoop loop, ServerSocketChannel channel, Runnable whenPending) {
    this.loop = loop;
    this.whenPending = whenPending;
    this.registration = loop.register(new Handle(this, channel));
  }

  /** Asks for the next client only, at once if one waits already. */
  public void armOnce() {
    loop.requireInLoop();
    if (!isArmed) {
      isArmed = true;
      registration.submit(NioIoOps.ACCEPT);
    }
  }

  /** Ends it, and leaves the channel open. */
  @Override
  public void close() {
    loop.requireInLoop();
    isArmed = false;
    boolean ignored = registration.cancel();
  }

  private void ready() {
    if (isArmed) {
      isArmed = false;
      registration.submit(NioIoOps.NONE);
      whenPending.run();
    }
  }

  /** What Netty sees; a class of its own so that nobody else does. */
  private record Handle(ChannelWatch watch, ServerSocketChannel channel) implements NioIoHandle {
    @Override
    public SelectableChannel selectableChannel() {
      return channel;
    }

    /** Nothing may escape: Netty would log it in its own words. */
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      watch.loop.guarded(watch::ready);
    }

    /** The channel is not ours to close. */
    @Override
    public void close() {}
  }
}
