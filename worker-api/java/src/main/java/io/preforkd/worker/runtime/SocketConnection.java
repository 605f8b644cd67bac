package io.preforkd.worker.runtime;

import io.preforkd.worker.Connection;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.OptionalLong;

/**
 * A connection over a bare descriptor; whatever costs a system call is made when it is asked for.
 */
final class SocketConnection implements Connection {
  private final Accepted accepted;
  private final long deadline;
  private final SocketInput in;
  private OutputStream out;
  private SocketChannel channel;

  /**
   * @param deadline on the scale of {@link System#nanoTime}, or {@link Server#NO_DEADLINE}
   */
  SocketConnection(Accepted accepted, long deadline) {
    this.accepted = accepted;
    this.deadline = deadline;
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
    return deadline == Server.NO_DEADLINE ? OptionalLong.empty() : OptionalLong.of(deadline);
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
