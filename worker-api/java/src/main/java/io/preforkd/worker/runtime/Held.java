package io.preforkd.worker.runtime;

import io.preforkd.worker.Connection;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One of many connections. Its streams are those of a channel, which can be closed under whoever
 * waits in them, and in which a virtual thread waits without holding a thread of the system.
 */
final class Held extends InHand implements Connection {
  private final Accepted accepted;
  private final ThreadedServer server;
  private SocketChannel channel;

  Held(Accepted accepted, ThreadedServer server, Allowance allowance) {
    super(allowance);
    this.accepted = accepted;
    this.server = server;
  }

  Accepted accepted() {
    return accepted;
  }

  @Override
  public void run() {
    begin();
    try {
      server.serve(this);
    } catch (Throwable e) {
      Exit.now(Ending.over(e));
    } finally {
      end();
      server.ended(this);
    }
  }

  @Override
  public InputStream in() {
    return Channels.newInputStream(made());
  }

  @Override
  public OutputStream out() {
    return Channels.newOutputStream(made());
  }

  @Override
  public SocketChannel channel() throws IOException {
    return open();
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    return made().getRemoteAddress();
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return made().getLocalAddress();
  }

  @Override
  public int listener() {
    return accepted.listener();
  }

  @Override
  public OptionalLong deadline() {
    long deadline = endsAt();
    return deadline == TimeLimits.NEVER ? OptionalLong.empty() : OptionalLong.of(deadline);
  }

  @Override
  public void extend(Duration time) {
    extendBy(time);
  }

  /** Before the handler is called. */
  synchronized SocketChannel open() throws IOException {
    if (channel == null) {
      channel = SocketNames.channel(accepted);
    }
    return channel;
  }

  /** Whether the client has left before its connection was looked at; after {@link #open}. */
  boolean hasNobody() throws IOException {
    return made().getRemoteAddress() == null;
  }

  /** The descriptor is this process's to close, also if no channel could be made of it. */
  synchronized void close() throws IOException {
    if (channel == null) {
      new FileInputStream(accepted.socket()).close();
    } else {
      channel.close();
    }
  }

  @Override
  String what() {
    return "with one connection";
  }

  /**
   * The handler finds its connection closed, or itself interrupted if it waits for something else.
   */
  @Override
  void cutOff() {
    try {
      close();
    } catch (IOException e) {
      System.err.println("preforkd worker: closing a connection: " + e.getMessage());
    }
    interrupt();
  }

  private synchronized SocketChannel made() {
    return channel;
  }
}
