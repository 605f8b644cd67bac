package io.preforkd.config;

/** What several keys of the table have in common. */
final class Names {
  /** Slots are numbered in 15 bits. */
  static final int MOST = 32_768;

  static final Text USER = new Text("a name or a number", "[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}");

  /** As the shell's. */
  static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]*";

  private Names() {}
}
