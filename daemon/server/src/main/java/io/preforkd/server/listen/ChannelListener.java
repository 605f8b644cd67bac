package io.preforkd.server.listen;

import io.preforkd.config.ListenSettings;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.AcceptQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener of one edition of a pool whose children are threads. */
public final class ChannelListener implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final ChannelSocket socket;
  private final String name;
  private Runnable whenPending = () -> {};
  private boolean isArmed;

  ChannelListener(ChannelSocket socket, String name) {
    this.socket = socket;
    this.name = name;
    socket.join(this);
  }

  /** Accepts whoever waits; null if nobody does. Any thread. */
  public SocketChannel accept() throws IOException {
    return socket.accept();
  }

  /** Waits for a client; null once it is closed. Not where it is watched. */
  public SocketChannel await() throws IOException {
    return socket.await();
  }

  @Override
  public Listener successor(String newName) {
    return new ChannelListener(socket, newName);
  }

  /** It is the socket's, which both share. */
  @Override
  public void takeFileFrom(Listener other) {}

  @Override
  public void adjust(ListenSettings settings) {
    if (settings.backlog() != socket.backlog()) {
      LOG.warn(
          "{}: the backlog stays {}, since a socket of the JDK cannot change it; restart for {}",
          address(),
          socket.backlog(),
          settings.backlog());
    }
    try {
      socket.permit(settings.mode());
    } catch (IOException e) {
      throw new UncheckedIOException(
          address() + ": its mode cannot be changed: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String address() {
    return socket.address();
  }

  @Override
  public void watchOn(EventLoop loop, Runnable pending, IntConsumer whenStranded) {
    whenPending = pending;
    socket.watchOn(loop);
  }

  @Override
  public void arm() {
    isArmed = true;
    socket.arm();
  }

  void pending() {
    if (isArmed) {
      isArmed = false;
      whenPending.run();
    }
  }

  @Override
  public AcceptQueue.Depth depth() {
    return new AcceptQueue.Depth(socket.waiting(), socket.backlog());
  }

  @Override
  public int waiting() {
    return socket.waiting();
  }

  /** Without a descriptor left, those that wait stay until the close, which resets them. */
  @Override
  public void shut() {
    try {
      socket.shut();
    } catch (IOException e) {
      LOG.warn("{}: those who wait cannot be accepted: {}", address(), e.getMessage());
    }
  }

  @Override
  public void close() {
    socket.leave(this);
  }
}
