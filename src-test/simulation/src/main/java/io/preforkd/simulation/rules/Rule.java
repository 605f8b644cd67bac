package io.preforkd.simulation.rules;

/** A witness that judges. */
abstract class Rule extends Witness {
  final Scene scene;
  final Books books;

  Rule(Scene scene, Books books) {
    this.scene = scene;
    this.books = books;
  }

  final void require(boolean holds, String otherwise) {
    if (!holds) {
      throw broken(otherwise);
    }
  }

  /** For messages that cost too much to be made for nothing. */
  final Violation broken(String what) {
    return new Violation(getClass().getSimpleName(), what);
  }
}
