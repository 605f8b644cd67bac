package io.preforkd.system.verdicts;

/** A server has said something else than was expected, which ends what is done with it. */
final class Noticed extends RuntimeException {
  private static final long serialVersionUID = 1;

  Noticed(Difference difference) {
    super(difference.toString());
  }
}
