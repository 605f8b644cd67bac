package io.preforkd.worker.runtime;

import io.preforkd.worker.Connection;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A connection over a bare descriptor; whatever costs a system call is made when it is asked for.
 */
final class SocketConnection implements Connection {
  private final Accepted accepted;
  private final TimeLimits limits;
  private final SocketInput in;
  private OutputStream out;
  private SocketChannel channel;

  SocketConnection(Accepted accepted, TimeLimits limits) {
    this.accepted = accepted;
    this.limits = limits;
    this.in = new SocketInput(accepted.socket());
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    if (out == null) {
      out = new FileOutputStream(accepted.socket());
    }
    return out;
  }

  @Override
  public SocketChannel channel() throws IOException {
    if (channel == null) {
      channel = SocketNames.channel(accepted);
    }
    return channel;
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    return SocketNames.peer(accepted);
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return channel().getLocalAddress();
  }

  @Override
  public int listener() {
    return accepted.listener();
  }

  @Override
  public OptionalLong deadline() {
    long deadline = limits.deadline();
    return deadline == TimeLimits.NEVER ? OptionalLong.empty() : OptionalLong.of(deadline);
  }

  @Override
  public void extend(Duration time) {
    limits.extend(time);
  }

  /** Closes the descriptor, unless the handler did: a channel that was made owns it. */
  void close() throws IOException {
    if (channel != null && accepted.socket().valid()) {
      channel.close();
    } else {
      in.close();
    }
  }
}
