package io.preforkd.config;

/** A text that is no value of its type. */
final class BadValue extends Exception {
  private final String remedy;

  BadValue(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
