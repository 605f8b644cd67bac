package io.preforkd.simulation.rules;

/** A rule that did not hold. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String rule;

  public Violation(String rule, String what) {
    super(rule + ": " + what);
    this.rule = rule;
  }

  /** Name of the rule. */
  public String rule() {
    return rule;
  }
}
