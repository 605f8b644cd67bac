package io.preforkd.config;

/** What the daemon logs: this level and everything above it. */
public record Log(Level level) {

  /** From the gravest to the most talkative. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }
}
