package io.preforkd.server.child;

/** Why a child says that it leaves; the numbers are those of PROTOCOL.md. */
public enum LeaveReason {
  DRAINED(1),
  MAX_CONNECTIONS(2),
  MEMORY(3),
  DO_NOT_RESTART(4);

  private final int code;

  LeaveReason(int code) {
    this.code = code;
  }

  /** The reason of this number, or null if there is none. */
  static LeaveReason of(int code) {
    for (LeaveReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return null;
  }
}
