package io.preforkd.worker.protocol;

import java.util.List;

/**
 * The limits that a parent tells its child, which the child sees to itself.
 *
 * @param connectionTimeoutMillis time limit of one connection; 0 for none
 * @param slowMillis after this time a connection is slow; 0 for never
 * @param firstByteMillis how long a client may wait with its first byte; 0 for ever
 * @param deferred indices of the listeners from which a client comes with its first byte, or after
 *     that time without one
 * @param connections after so many connections it accepts no more by itself; 0 for no limit
 * @param concurrency how many connections it may hold at one time, from 1
 */
public record Limits(
    long connectionTimeoutMillis,
    long slowMillis,
    long firstByteMillis,
    List<Integer> deferred,
    long connections,
    long concurrency) {
  /** No limit at all. */
  public static final Limits NONE = new Limits(0, 0, 0, List.of(), 0);

  private static final String TIMEOUT = "connection-timeout-ms";
  private static final String SLOW = "slow-ms";
  private static final String FIRST_BYTE = "first-byte-ms";
  private static final String DEFERRED = "deferred";
  private static final String CONNECTIONS = "connections";
  private static final String CONCURRENCY = "concurrency";

  public Limits {
    deferred = List.copyOf(deferred);
  }

  /** Limits of a child that holds one connection at a time. */
  public Limits(
      long connectionTimeoutMillis,
      long slowMillis,
      long firstByteMillis,
      List<Integer> deferred,
      long connections) {
    this(connectionTimeoutMillis, slowMillis, firstByteMillis, deferred, connections, 1);
  }

  static Limits of(Members members) throws ProtocolException {
    return new Limits(
        members.number(TIMEOUT),
        members.numberOrZero(SLOW),
        members.numberOrZero(FIRST_BYTE),
        members.indices(DEFERRED),
        members.numberOrZero(CONNECTIONS),
        Math.max(1, members.numberOrZero(CONCURRENCY)));
  }

  String toJson() {
    return "{"
        + member(TIMEOUT, connectionTimeoutMillis)
        + ','
        + member(SLOW, slowMillis)
        + ','
        + member(FIRST_BYTE, firstByteMillis)
        + ','
        + Json.quote(DEFERRED)
        + ':'
        + numbers(deferred)
        + ','
        + member(CONNECTIONS, connections)
        + (concurrency > 1 ? ',' + member(CONCURRENCY, concurrency) : "")
        + '}';
  }

  private static String numbers(List<Integer> all) {
    StringBuilder text = new StringBuilder("[");
    String comma = "";
    for (Integer one : all) {
      text.append(comma).append(one);
      comma = ",";
    }
    return text.append(']').toString();
  }

  private static String member(String name, long value) {
    return Json.quote(name) + ':' + value;
  }
}
