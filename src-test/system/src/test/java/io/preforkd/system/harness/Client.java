package io.preforkd.system.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** One connection, over TCP or AF_UNIX, with a deadline on every wait. */
public final class Client implements AutoCloseable {
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: test\r\n";

  private final SocketChannel channel;
  private final Selector selector;

  private Client(SocketAddress address) throws IOException {
    channel = SocketChannel.open(address);
    channel.configureBlocking(false);
    selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
  }

  public static Client to(int port) throws IOException {
    return new Client(address(port));
  }

  public static Client to(Path socket) throws IOException {
    return new Client(UnixDomainSocketAddress.of(socket));
  }

  public static InetSocketAddress address(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  /** Whether somebody listens on this port. */
  public static boolean answers(int port) {
    try {
      to(port).close();
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** A whole request and its answer. */
  public static String get(int port) throws IOException {
    try (Client client = to(port)) {
      return client.finish();
    }
  }

  /** A connected client that keeps its worker busy until {@link #finish}. */
  public static Client holding(int port) throws IOException {
    return to(port).hold();
  }

  /** Sends the request but for its end. */
  public Client hold() throws IOException {
    return send(HEAD);
  }

  /** Sends a request's end, alone or behind {@link #hold}, and returns the whole answer. */
  public String finish() throws IOException {
    return ask().readAll();
  }

  /** As {@link #finish}, and leaves the answer to be read. */
  public Client ask() throws IOException {
    return send(HEAD + "\r\n");
  }

  public Client send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public Client send(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
    return this;
  }

  /** No more will be sent; what the server sends can still be read. */
  public Client end() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  /**
   * Everything up to the end.
   *
   * @throws IOException among others if the server resets the connection
   */
  public String readAll() throws IOException {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  /** As {@link #readAll}, for what need not be text. */
  public byte[] readBytes() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (read(buffer.clear(), Patience.LIMIT) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
    }
    return all.toByteArray();
  }

  /** Exactly so many bytes, or what came before the end. */
  public String read(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && read(buffer, Patience.LIMIT) >= 0) {}
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  private int read(ByteBuffer into, Duration limit) throws IOException {
    int n = channel.read(into);
    if (n == 0) {
      selector.selectedKeys().clear();
      if (selector.select(limit.toMillis()) == 0) {
        throw new SocketTimeoutException("no answer within " + limit.toMillis() + " ms");
      }
      n = channel.read(into);
    }
    return n;
  }

  /** Ends the connection with a reset instead of an orderly end. */
  public void reset() throws IOException {
    channel.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
    close();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
