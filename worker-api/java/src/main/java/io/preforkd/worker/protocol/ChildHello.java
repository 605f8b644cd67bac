package io.preforkd.worker.protocol;

import java.util.List;

/**
 * What a child says of itself before its first report.
 *
 * @param version protocol version, 1
 * @param features what it can do: {@link #SELF}, {@link #BOARD}, {@link #PONG}, {@link #ASYNC},
 *     {@link #FREE}, {@link #MULTI}, {@link #PASS} and others to come
 * @param name free text for the log
 */
public record ChildHello(int version, List<String> features, String name) {
  /** The child accepts by itself after a connection, if the order allows it. */
  public static final String SELF = "self";

  /** The child keeps its record on the board. */
  public static final String BOARD = "board";

  /** The child answers pings. */
  public static final String PONG = "pong";

  /** The child hears the parent while it serves, too. */
  public static final String ASYNC = "async";

  /** The child accepts without orders when it is told to, by {@link Verb#FREE}. */
  public static final String FREE = "free";

  /** The child holds many connections at one time. */
  public static final String MULTI = "multi";

  /** The child takes connections that the parent has accepted. */
  public static final String PASS = "pass";

  public ChildHello {
    features = List.copyOf(features);
  }

  /** Reads the body of a child's hello. Members it does not know are ignored. */
  public static ChildHello parse(String json) throws ProtocolException {
    Members members = Members.parse(json);
    return new ChildHello(
        (int) members.number("version"), members.texts("features"), members.text("name"));
  }

  /** The body of the hello. */
  public String toJson() {
    StringBuilder out =
        new StringBuilder("{\"version\":").append(version).append(",\"features\":[");
    String comma = "";
    for (String feature : features) {
      out.append(comma).append(Json.quote(feature));
      comma = ",";
    }
    return out.append("],\"name\":").append(Json.quote(name)).append('}').toString();
  }
}
