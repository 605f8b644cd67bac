package io.preforkd.config;

import java.time.Duration;

/**
 * When a pool has failed too often, and what follows.
 *
 * @param failures waves of young deaths in a row, 1 to 1000
 * @param within the time in which they came, 1 s to 24 h
 */
public record GiveUpSettings(int failures, Duration within, Then then) {

  /** What follows. */
  public enum Then {
    /** The pool goes on trying, with its longest pause in the end. */
    DEGRADED,
    /** The pool is closed. */
    EXIT
  }
}
