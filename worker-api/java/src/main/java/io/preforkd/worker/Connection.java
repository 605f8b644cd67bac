package io.preforkd.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One accepted connection, of TCP or AF_UNIX, in blocking mode. Valid until {@link Handler#serve}
 * returns; for the handler's thread only.
 */
public interface Connection {

  /** Reads from the client. Unbuffered: one call of {@code read} is one read(2). */
  InputStream in();

  /** Writes to the client. Unbuffered: one array is one write(2), so wrap it for small pieces. */
  OutputStream out();

  /**
   * The same connection as a channel, for half-closing, socket options and direct buffers. Made at
   * the first call, which costs some system calls.
   */
  SocketChannel channel() throws IOException;

  /** The client's address; an unnamed AF_UNIX client has the empty path. */
  SocketAddress remoteAddress() throws IOException;

  /**
   * The address the client came to. Asks the kernel, so a handler pays only if it wants to know.
   */
  SocketAddress localAddress() throws IOException;

  /** Index of the pool's listener that the connection came through, from 0. */
  int listener();

  /**
   * When the pool's {@code connection-timeout} is over for this connection, on the scale of {@link
   * System#nanoTime}; empty if the pool sets none. The child is ended then; one that holds many
   * connections goes on, closes this one and interrupts its thread.
   */
  OptionalLong deadline();

  /**
   * Asks for more time: neither {@code slow-after} nor {@code connection-timeout} is over before so
   * long from now. It may be asked for as often as there is progress.
   *
   * @param time whole milliseconds, 1 ms to 2^32 - 1 ms
   * @throws IllegalArgumentException if {@code time} is outside that range
   */
  void extend(Duration time);
}
