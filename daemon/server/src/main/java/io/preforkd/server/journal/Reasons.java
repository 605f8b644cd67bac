package io.preforkd.server.journal;

import io.preforkd.pool.EndReason;

/** Why children end, in words: in the log, and for whoever asks why. */
public final class Reasons {
  private Reasons() {}

  /** The reason, in the words of the log. */
  public static String words(EndReason reason) {
    return switch (reason) {
      case SHRINK -> "surplus";
      case PRESSURE -> "memory is short";
      case ROOM -> "makes room where clients wait";
      case STOP -> "asked to stop";
      case RECYCLE -> "recycled";
      case RECYCLE_ASKED -> "recycled by an operator";
      case CANNOT_ACCEPT -> "could not accept again and again";
      case RELOAD -> "replaced by a reload";
      case MEMORY -> "grown beyond max-memory";
      case LEFT -> "left by itself";
      case OPERATOR -> "killed by an operator";
      case START_TIMEOUT -> "not idle within start-timeout";
      case ORDER_TIMEOUT -> "no answer to an order within order-timeout";
      case DRAIN_TIMEOUT -> "still there after drain-timeout";
      case STOP_TIMEOUT -> "still there after stop-timeout";
      case CONNECTION_TIMEOUT -> "held one connection for longer than connection-timeout";
      case PING_TIMEOUT -> "no answer to a ping within ping-timeout";
      case PROTOCOL -> "broke the protocol";
      case CHANNEL_CLOSED -> "closed its back-channel and lived on";
      case UNRESPONSIVE -> "did not read its back-channel";
    };
  }
}
