package io.preforkd.system.verdicts;

import java.util.List;

/**
 * What three servers have said to the same.
 *
 * @param phase what was done
 * @param first of stock
 * @param second of stock once more
 * @param ours of {@code ops/spamd}
 */
public record Comparison(String phase, Transcript first, Transcript second, Transcript ours) {

  /** Where stock differs from itself; what that is asked is no use then. */
  public List<Difference> ofStock() {
    return first.differences(second);
  }

  /** Where ours differs from stock. */
  public List<Difference> ofOurs() {
    return first.differences(ours);
  }

  void mustHold(String sign) {
    if (!first.holds(sign)) {
      throw new AssertionError(phase + ": stock never says " + sign);
    }
  }

  /** Of how many things so many differ. */
  @Override
  public String toString() {
    return "%s: %d things compared, %d differ in stock itself, %d in ours"
        .formatted(phase, first.size(), ofStock().size(), ofOurs().size());
  }
}
