package io.preforkd.spamd.protocol;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Scores as text. */
public final class Points {
  private Points() {}

  /** With one decimal, as C's {@code %.1f}: the exact value decides, half goes to the even one. */
  public static String text(double points) {
    String text = new BigDecimal(points).setScale(1, RoundingMode.HALF_EVEN).toString();
    return points < 0 && text.equals("0.0") ? "-0.0" : text;
  }

  /**
   * As {@link #text}, but a score that only its rounding lifts to the threshold stays below; that
   * one spamd writes without a decimal if it is whole.
   */
  public static String score(double score, double threshold) {
    String text = text(score);
    BigDecimal least = new BigDecimal(text(threshold));
    return score >= threshold || new BigDecimal(text).compareTo(least) < 0
        ? text
        : least.subtract(new BigDecimal("0.1")).stripTrailingZeros().toPlainString();
  }
}
