package io.preforkd.config;

import io.preforkd.config.ListenAddress.Tcp;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses at which a pool's children may ask for a listening socket. Every address, here and
 * in a question, is one that {@link #tcp} or {@link #unix} could have made: there is no host name
 * among them, which would have to be looked up.
 */
public record MayListen(List<ListenAddress> addresses) {
  /** No address at all. */
  public static final MayListen NOTHING = new MayListen(List.of());

  public MayListen {
    addresses = List.copyOf(addresses);
  }

  /** What the one or the other allows. */
  public MayListen or(MayListen other) {
    List<ListenAddress> both = new ArrayList<>(addresses);
    both.addAll(other.addresses);
    return new MayListen(both);
  }

  /** Whether a child may listen there; {@code *} allows every address of its port. */
  public boolean allows(ListenAddress asked) {
    return addresses.contains(asked)
        || (asked instanceof Tcp tcp && addresses.contains(new Tcp("*", tcp.port())));
  }

  /**
   * The address that these words mean.
   *
   * @param host an IP address without brackets, or {@code *}
   * @throws IllegalArgumentException if they mean none; the message has the remedy
   */
  public static ListenAddress tcp(String host, long port) {
    return parse(host.contains(":") ? "[" + host + "]:" + port : host + ":" + port);
  }

  /**
   * The address that a socket's file, or its abstract name after an {@code @}, stands for.
   *
   * @throws IllegalArgumentException if it is none; the message has the remedy
   */
  public static ListenAddress unix(String path) {
    return parse("unix:" + path);
  }

  /**
   * The address that {@link ListenAddress#toString} has written so.
   *
   * @throws IllegalArgumentException if none has; the message has the remedy
   */
  public static ListenAddress parse(String text) {
    try {
      return AddressParser.parseLiteral(text);
    } catch (BadValue e) {
      throw new IllegalArgumentException(e.getMessage() + "; " + e.remedy(), e);
    }
  }
}
