package io.preforkd.server.host;

import io.preforkd.pool.EndReason;

/** The numbers that PROTOCOL.md has for the reasons to leave. */
final class DrainReasons {
  private static final int ASKED = 0;
  private static final int SHRINK = 1;
  private static final int RECYCLE = 2;
  private static final int STOP = 3;
  private static final int RELOAD = 4;

  private DrainReasons() {}

  static int number(EndReason reason) {
    return switch (reason) {
      case SHRINK, PRESSURE, ROOM -> SHRINK;
      case RECYCLE, RECYCLE_ASKED, CANNOT_ACCEPT, MEMORY -> RECYCLE;
      case STOP -> STOP;
      case RELOAD -> RELOAD;
      default -> ASKED;
    };
  }
}
