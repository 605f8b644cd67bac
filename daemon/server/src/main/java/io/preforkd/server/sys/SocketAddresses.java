package io.preforkd.server.sys;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/**
 * The layouts of {@code sockaddr_in}, {@code sockaddr_in6} and {@code sockaddr_un}; ip(7), ipv6(7),
 * unix(7).
 */
final class SocketAddresses {

  static final int MAX_BYTES = 128;

  /** Bytes that a path may have: {@code sun_path} holds 108, the last one is NUL. */
  static final int MAX_PATH_BYTES = 107;

  private static final int IPV4_BYTES = 16;
  private static final int IPV6_BYTES = 28;
  private static final int UNIX_HEADER = 2;

  private SocketAddresses() {}

  /** An address in memory and the length that the kernel wants with it. */
  record Encoded(Pointer memory, int length) {}

  static Encoded encode(InetSocketAddress address) {
    Pointer memory = Libc.memory(MAX_BYTES);
    byte[] bytes = address.getAddress().getAddress();
    putPort(memory, address.getPort());
    if (bytes.length == 4) {
      memory.putShort(0, (short) Sockets.AF_INET);
      memory.put(4, bytes, 0, 4);
      return new Encoded(memory, IPV4_BYTES);
    }
    memory.putShort(0, (short) Sockets.AF_INET6);
    memory.put(8, bytes, 0, 16);
    memory.putInt(24, ((Inet6Address) address.getAddress()).getScopeId());
    return new Encoded(memory, IPV6_BYTES);
  }

  /**
   * A name that starts with {@code @} is abstract: its first byte becomes NUL, and its length
   * counts, as no NUL ends it.
   */
  static Encoded encode(String unixName) {
    byte[] bytes = unixName.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          unixName
              + ": "
              + bytes.length
              + " bytes, but the name of a UNIX socket may have "
              + MAX_PATH_BYTES
              + "; choose a shorter path");
    }
    boolean isAbstract = unixName.startsWith("@");
    Pointer memory = Libc.memory(MAX_BYTES);
    memory.putShort(0, (short) Sockets.AF_UNIX);
    memory.put(UNIX_HEADER, bytes, 0, bytes.length);
    if (isAbstract) {
      memory.putByte(UNIX_HEADER, (byte) 0);
    }
    return new Encoded(memory, UNIX_HEADER + bytes.length + (isAbstract ? 0 : 1));
  }

  static LocalAddress decode(Pointer memory, int length) {
    int family = memory.getShort(0);
    if (family == Sockets.AF_INET) {
      return new LocalAddress(
          LocalAddress.Family.IPV4, host(memory, 4, 4) + ":" + port(memory), port(memory));
    }
    if (family == Sockets.AF_INET6) {
      return new LocalAddress(
          LocalAddress.Family.IPV6, "[" + host(memory, 8, 16) + "]:" + port(memory), port(memory));
    }
    if (family != Sockets.AF_UNIX) {
      throw new IllegalArgumentException(
          "a socket of address family "
              + family
              + "; only IPv4, IPv6 and UNIX sockets are known here");
    }
    return new LocalAddress(LocalAddress.Family.UNIX, unixName(memory, length - UNIX_HEADER), 0);
  }

  private static void putPort(Pointer memory, int port) {
    memory.putByte(2, (byte) (port >> 8));
    memory.putByte(3, (byte) port);
  }

  private static int port(Pointer memory) {
    return (memory.getByte(2) & 0xff) << 8 | (memory.getByte(3) & 0xff);
  }

  private static String host(Pointer memory, int offset, int length) {
    byte[] bytes = new byte[length];
    memory.get(offset, bytes, 0, length);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of " + length + " bytes", e);
    }
  }

  private static String unixName(Pointer memory, int length) {
    if (length <= 0) {
      return "";
    }
    byte[] bytes = new byte[length];
    memory.get(UNIX_HEADER, bytes, 0, length);
    if (bytes[0] == 0) {
      bytes[0] = '@';
      return new String(bytes, StandardCharsets.UTF_8);
    }
    int end = bytes[length - 1] == 0 ? length - 1 : length;
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
