package io.preforkd.config;

import java.nio.file.InvalidPathException;

/** What is said of a path that cannot be named to the system, in the same words wherever it is. */
public final class Locales {
  static final String REMEDY = "give UTF-8, with LC_ALL=C.UTF-8";

  private Locales() {}

  /** The fault and its remedy. */
  public static String explain(InvalidPathException e) {
    return fault(e) + "; " + REMEDY;
  }

  static String fault(InvalidPathException e) {
    return e.getMessage() + ": the locale has no such letters";
  }
}
