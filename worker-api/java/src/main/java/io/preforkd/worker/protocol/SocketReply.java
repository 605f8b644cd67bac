package io.preforkd.worker.protocol;

import java.util.Optional;

/**
 * What becomes of a {@link SocketRequest}. Behind a grant comes one byte with the descriptor.
 *
 * @param number that of the request
 * @param error why there is no socket; empty for a grant
 */
public record SocketReply(long number, Optional<String> error) {

  public static SocketReply granted(long number) {
    return new SocketReply(number, Optional.empty());
  }

  public static SocketReply refused(long number, String why) {
    return new SocketReply(number, Optional.of(why));
  }

  /** Reads the body of a reply. Members it does not know are ignored. */
  public static SocketReply parse(String json) throws ProtocolException {
    Members members = Members.parse(json);
    long number = members.number("request");
    return members.isTrue("granted") ? granted(number) : refused(number, members.text("error"));
  }

  /** The body of the reply. */
  public String toJson() {
    String outcome = error.map(why -> "\"error\":" + Json.quote(why)).orElse("\"granted\":true");
    return "{\"request\":" + number + "," + outcome + "}";
  }
}
