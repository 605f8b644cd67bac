package io.preforkd.config;

import java.util.Optional;

/** The table of keys: a pool's access log. */
final class AccessLogKeys {
  private static final String USUAL =
      "%{%Y-%m-%dT%H:%M:%S%z}T pool=%n slot=%S gen=%g pid=%p listener=%L connection=%c outcome=%s"
          + " seconds=%d";

  static final Key<Optional<LogTarget>> TO =
      Key.of(
          "to",
          new AccessTargetType(),
          Optional.empty(),
          "Where a line goes for each connection that has ended; several pools may share a file.");

  static final Key<AccessFormat> FORMAT =
      Key.derived(
          "format",
          new AccessFormatType(),
          "\"" + USUAL + "\"",
          log -> isOn(log) ? Optional.of(Setting.constant(usual())) : Optional.empty(),
          "What a line looks like: %n is the pool, %S %g %p slot, generation and pid of the child, %P the daemon's pid,"
              + " %L the listener, %c the child's connections so far, %s the outcome (served, failed, lost), %d the"
              + " seconds (%{milliseconds}d, %{microseconds}d), %t and %T begin and end (%{FORMAT}t as of strftime).");

  static final Section SECTION = Section.of("access-log", TO, FORMAT).withShorthand(TO);

  private AccessLogKeys() {}

  /** Whether there is one. */
  static boolean isOn(Values log) {
    return log.value(TO).flatMap(to -> to).isPresent();
  }

  private static AccessFormat usual() {
    try {
      return AccessFormat.parse(USUAL);
    } catch (BadValue e) {
      throw new IllegalStateException(e);
    }
  }
}
