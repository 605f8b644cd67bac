package io.preforkd.config;

import java.util.Locale;

/** How operators write and read what is a constant in the program. */
public final class Words {
  private Words() {}

  /** The constant's name in lower case, with dashes. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
