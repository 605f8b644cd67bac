package io.preforkd.server.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whoever asks for the status.
 *
 * @param peer the other end of the connection, which may be a proxy
 */
record Visitor(InetAddress peer, Headers headers) {
  /**
   * Names that no foreign DNS answers for: addresses, and the one that browsers know themselves.
   */
  private static final Pattern OWN_NAME =
      Pattern.compile(
          "(?:localhost|\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-f:.]+])(?::\\d*)?",
          Pattern.CASE_INSENSITIVE);

  private static final List<String> MARKS_OF_A_PROXY = List.of("Forwarded", "X-Forwarded-For");

  static Visitor of(HttpExchange asked) {
    return new Visitor(asked.getRemoteAddress().getAddress(), asked.getRequestHeaders());
  }

  /** On this machine, as far as can be told: not behind a proxy that says so. */
  boolean isNear() {
    return peer.isLoopbackAddress() && MARKS_OF_A_PROXY.stream().noneMatch(headers::containsKey);
  }

  /**
   * A page from elsewhere may have led a browser of this machine here under a name of its own (DNS
   * rebinding). Whoever is not on this machine reaches the listener without such a trick.
   */
  boolean isMisled() {
    String host = headers.getFirst("Host");
    return peer.isLoopbackAddress() && host != null && !OWN_NAME.matcher(host).matches();
  }
}
