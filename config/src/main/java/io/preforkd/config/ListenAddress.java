package io.preforkd.config;

import java.nio.file.Path;

/** Where a pool listens. {@code toString} gives the text that a file holds. */
public sealed interface ListenAddress {

  /** Whether the kernel chooses the port, so that two such addresses are never the same. */
  default boolean isAnyPort() {
    return false;
  }

  /**
   * A TCP port.
   *
   * @param host {@code *} for every address of IPv6 and IPv4, an address without brackets, or a
   *     host name
   * @param port 1 to 65535; 0: a free one, which the kernel chooses
   */
  record Tcp(String host, int port) implements ListenAddress {
    @Override
    public boolean isAnyPort() {
      return port == 0;
    }

    @Override
    public String toString() {
      return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /** A socket file; the path is absolute and at most 107 bytes long. */
  record UnixPath(Path path) implements ListenAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /** Linux's abstract names, without the leading NUL; at most 107 bytes. */
  record UnixAbstract(String name) implements ListenAddress {
    @Override
    public String toString() {
      return "unix:@" + name;
    }
  }

  /** A socket that systemd passes, by its FileDescriptorName. */
  record Inherited(String fdName) implements ListenAddress {
    @Override
    public String toString() {
      return "systemd:" + fdName;
    }
  }
}
