package io.preforkd.config;

import java.time.Duration;

/** The table of keys: when a pool has failed too often. */
final class GiveUpKeys {
  static final Key<Integer> FAILURES =
      Key.of(
          "failures",
          new WholeNumber(1, 1000),
          8,
          "How many attempts in a row must have ended in young deaths; those that die together are one.");

  static final Key<Duration> WITHIN =
      Key.of(
          "within",
          new DurationType("1s", "24h"),
          Duration.ofMinutes(1),
          "The time in which they must have.");

  static final Key<GiveUpSettings.Then> THEN =
      Key.of(
          "then",
          Choice.of(GiveUpSettings.Then.class),
          GiveUpSettings.Then.DEGRADED,
          "Whether the pool goes on trying, called degraded, or is given up; the daemon exits when none is left.");

  static final Section SECTION = Section.of("give-up", FAILURES, WITHIN, THEN);

  private GiveUpKeys() {}
}
