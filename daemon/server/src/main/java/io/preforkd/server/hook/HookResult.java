package io.preforkd.server.hook;

import java.util.Locale;

/** What became of a call of a hook. */
public enum HookResult {
  /** Exit code 0, in time. */
  SUCCEEDED,
  /** Another end of its own, or it could not be started. */
  FAILED,
  /** It was ended. */
  TIMED_OUT,
  /** Too many ran and waited, or the pool had ended. */
  DROPPED;

  /** As the metrics have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
