package io.preforkd.config;

/** A value and where it came from. */
record Setting<T>(T value, Origin origin) {

  static <T> Setting<T> constant(T value) {
    return new Setting<>(value, Origin.Default.CONSTANT);
  }
}
