package io.preforkd.config;

import io.preforkd.config.ListenAddress.Inherited;
import io.preforkd.config.ListenAddress.Tcp;
import io.preforkd.config.ListenAddress.UnixAbstract;
import io.preforkd.config.ListenAddress.UnixPath;
import io.preforkd.config.Origin.Default;
import java.util.Optional;
import java.util.function.Predicate;

/** The table of keys: a listener. */
final class ListenKeys {
  static final Key<ListenAddress> ADDRESS =
      Key.required(
          "address",
          new AddressType(),
          "The address; *:PORT is every address, IPv6 and IPv4, and port 0 is a free one, which the log names.");

  // sd_listen_fds(3) separates names by colons.
  static final Key<String> NAME =
      Key.derived(
          "name",
          new Text("a name", "[A-Za-z0-9_.-]{1,255}"),
          "tcp-PORT, or the last part of the socket's name",
          listener -> listener.value(ADDRESS).map(ListenKeys::name),
          "The name by which children and metrics know the listener; each in a pool has its own.");

  static final Key<String> ANY_OF =
      Key.optional(
          "any-of",
          new Text("a name", "[A-Za-z0-9_.-]{1,255}"),
          "Of the listeners of a pool with the same name here, one that can be listened on is enough.");

  static final Key<Integer> BACKLOG =
      Key.of(
          "backlog",
          new WholeNumber(1, ListenSettings.LONGEST_BACKLOG),
          1024,
          "How many connections the kernel may hold until a child accepts; net.core.somaxconn caps it.");

  static final Key<Boolean> IPV6_ONLY =
      Key.derived(
          "ipv6-only",
          new Flag(),
          "false",
          listener -> where(listener, ListenKeys::isIpv6, false),
          "Whether a TCP listener on an IPv6 address leaves IPv4 alone.");

  static final Key<String> OWNER =
      Key.optional("owner", Names.USER, "The owner of a unix socket file.");

  static final Key<String> GROUP =
      Key.optional("group", Names.USER, "The group of a unix socket file.");

  static final Key<Integer> MODE =
      Key.derived(
          "mode",
          new Octal(),
          "0600",
          listener -> where(listener, UnixPath.class::isInstance, 0600),
          "The permission bits of a unix socket file.");

  static final Section SECTION =
      Section.of("listen", ADDRESS, NAME, ANY_OF, BACKLOG, IPV6_ONLY, OWNER, GROUP, MODE)
          .withShorthand(ADDRESS);

  private ListenKeys() {}

  private static <T> Optional<Setting<T>> where(
      Values listener, Predicate<ListenAddress> kind, T value) {
    return listener.value(ADDRESS).filter(kind).map(address -> Setting.constant(value));
  }

  /** Whether the socket is one of IPv6; a host name is not known to be. */
  static boolean isIpv6(ListenAddress address) {
    return address instanceof Tcp tcp && (tcp.host().contains(":") || tcp.host().equals("*"));
  }

  private static Setting<String> name(ListenAddress address) {
    return new Setting<>(
        part(address).replaceAll("[^A-Za-z0-9_.-]", "-"), Default.from(ADDRESS.name()));
  }

  private static String part(ListenAddress address) {
    if (address instanceof Tcp tcp) {
      return "tcp-" + tcp.port();
    }
    if (address instanceof UnixPath unix) {
      return unix.path().getFileName().toString();
    }
    return address instanceof UnixAbstract unix ? unix.name() : ((Inherited) address).fdName();
  }
}
