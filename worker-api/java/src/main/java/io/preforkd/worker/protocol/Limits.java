package io.preforkd.worker.protocol;

/**
 * The limits that a parent tells its child, which the child sees to itself.
 *
 * @param connectionTimeoutMillis time limit of one connection; 0 for none
 * @param slowMillis after this time a connection is slow; 0 for never
 * @param firstByteMillis how long a client may wait with its first byte; 0 for ever
 * @param connections after so many connections it accepts no more by itself; 0 for no limit
 */
public record Limits(
    long connectionTimeoutMillis, long slowMillis, long firstByteMillis, long connections) {
  /** No limit at all. */
  public static final Limits NONE = new Limits(0, 0, 0, 0);

  private static final String TIMEOUT = "connection-timeout-ms";
  private static final String SLOW = "slow-ms";
  private static final String FIRST_BYTE = "first-byte-ms";
  private static final String CONNECTIONS = "connections";

  static Limits of(Members members) throws ProtocolException {
    return new Limits(
        members.number(TIMEOUT),
        members.numberOrZero(SLOW),
        members.numberOrZero(FIRST_BYTE),
        members.numberOrZero(CONNECTIONS));
  }

  String toJson() {
    return "{"
        + member(TIMEOUT, connectionTimeoutMillis)
        + ','
        + member(SLOW, slowMillis)
        + ','
        + member(FIRST_BYTE, firstByteMillis)
        + ','
        + member(CONNECTIONS, connections)
        + '}';
  }

  private static String member(String name, long value) {
    return Json.quote(name) + ':' + value;
  }
}
