package io.preforkd.server.log;

import ch.qos.logback.classic.Level;
import io.preforkd.config.Log;
import java.util.Locale;

/** Levels of the configuration, and of Logback. */
final class Levels {
  private Levels() {}

  static Log.Level of(Level level) {
    return level.isGreaterOrEqual(Level.ERROR)
        ? Log.Level.ERROR
        : level.isGreaterOrEqual(Level.WARN)
            ? Log.Level.WARN
            : level.isGreaterOrEqual(Level.INFO) ? Log.Level.INFO : Log.Level.DEBUG;
  }

  static Level of(Log.Level level) {
    return Level.valueOf(level.name().toUpperCase(Locale.ROOT));
  }
}
