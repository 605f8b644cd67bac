package io.preforkd.config;

import io.preforkd.config.ListenAddress.Inherited;
import io.preforkd.config.ListenAddress.Tcp;
import io.preforkd.config.ListenAddress.UnixAbstract;
import io.preforkd.config.ListenAddress.UnixPath;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of an address. Host names are checked for their form only; whether they resolve is
 * for the server to see.
 */
final class AddressParser {
  private static final Pattern TCP = Pattern.compile("(?:\\[([^]]*)]|([^\\[\\]:]+)):([0-9]{1,5})");
  private static final Pattern IPV4_FORM = Pattern.compile("[0-9.]+");
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
  private static final Pattern IPV6_FORM =
      Pattern.compile("([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(%[A-Za-z0-9_.-]+)?");
  // As sd_listen_fds(3): printable ASCII without a colon, at most 255.
  private static final Pattern FD_NAME = Pattern.compile("[!-9;-~]{1,255}");

  /** sun_path of unix(7) has 108 bytes, one of them a NUL. */
  private static final int UNIX_BYTES = 107;

  private AddressParser() {}

  static ListenAddress parse(String text) throws BadValue {
    if (text.startsWith("unix:")) {
      return unix(text, text.substring("unix:".length()));
    }
    if (text.startsWith("systemd:")) {
      return inherited(text, text.substring("systemd:".length()));
    }
    return tcp(text);
  }

  /** As {@link #parse}, of what need not be looked up; two texts of one address become the same. */
  static ListenAddress parseLiteral(String text) throws BadValue {
    ListenAddress address = parse(text);
    boolean isName =
        address instanceof Tcp tcp
            && !tcp.host().equals("*")
            && !tcp.host().contains(":")
            && !IPV4.matcher(tcp.host()).matches();
    if (isName || address instanceof Inherited) {
      throw bad(text, "an IP address and a port, *:PORT, unix:/PATH or unix:@NAME");
    }
    return address instanceof Tcp ? tcp(canonical(address)) : address;
  }

  private static ListenAddress unix(String text, String name) throws BadValue {
    if (name.getBytes(StandardCharsets.UTF_8).length > UNIX_BYTES || name.indexOf('\0') >= 0) {
      throw bad(text, "a name of at most " + UNIX_BYTES + " bytes");
    }
    if (name.startsWith("@") && name.length() > 1) {
      return new UnixAbstract(name.substring(1));
    }
    if (!name.startsWith("/") || name.endsWith("/")) {
      throw bad(text, "unix:/ABSOLUTE/PATH or unix:@NAME");
    }
    return new UnixPath(PathType.resolve(name, Path.of("/")));
  }

  private static ListenAddress inherited(String text, String name) throws BadValue {
    if (!FD_NAME.matcher(name).matches()) {
      throw bad(text, "systemd:NAME, the FileDescriptorName of the socket unit");
    }
    return new Inherited(name);
  }

  private static Tcp tcp(String text) throws BadValue {
    Matcher matcher = TCP.matcher(text);
    if (!matcher.matches()) {
      throw bad(
          text,
          "127.0.0.1:80, \"[::1]:80\", \"*:80\", localhost:80, unix:/PATH, unix:@NAME or systemd:NAME");
    }
    int port = Integer.parseInt(matcher.group(3));
    if (port > 65535) {
      throw bad(text, "a port from 1 to 65535, or 0 for a free one");
    }
    return new Tcp(
        matcher.group(1) == null ? name(text, matcher.group(2)) : ipv6(text, matcher.group(1)),
        port);
  }

  private static String name(String text, String host) throws BadValue {
    Pattern form = IPV4_FORM.matcher(host).matches() ? IPV4 : HOST;
    if (!host.equals("*") && !form.matcher(host).matches()) {
      throw bad(text, "an IPv4 address, a host name, or * for every address");
    }
    return host;
  }

  private static String ipv6(String text, String host) throws BadValue {
    Matcher matcher = IPV6_FORM.matcher(host);
    if (!matcher.matches() || !isAddress(matcher.group(1))) {
      throw bad(text, "an IPv6 address in the brackets");
    }
    return host;
  }

  /** A text of digits and colons is never looked up, only parsed. */
  private static boolean isAddress(String literal) {
    try {
      return InetAddress.getAllByName(literal).length == 1;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The same for two texts of one address: ::1 is 0:0:0:0:0:0:0:1. */
  static String canonical(ListenAddress address) {
    if (!(address instanceof Tcp tcp) || !tcp.host().contains(":") || tcp.host().contains("%")) {
      return address.toString();
    }
    try {
      return new Tcp(InetAddress.getAllByName(tcp.host())[0].getHostAddress(), tcp.port())
          .toString();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(address + " was parsed before", e);
    }
  }

  private static BadValue bad(String text, String remedy) {
    return new BadValue("\"" + text + "\" is no address", "give " + remedy);
  }
}
