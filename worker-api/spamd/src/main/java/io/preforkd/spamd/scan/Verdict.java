package io.preforkd.spamd.scan;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a scanner says of a message. Immutable. */
public final class Verdict {
  private final double score;
  private final double threshold;
  private final List<String> symbols;
  private final Supplier<String> report;
  private final Function<Message, List<ByteBuffer>> rewritten;

  private Verdict(
      double score,
      double threshold,
      List<String> symbols,
      Supplier<String> report,
      Function<Message, List<ByteBuffer>> rewritten) {
    this.score = score;
    this.threshold = threshold;
    this.symbols = symbols;
    this.report = report;
    this.rewritten = rewritten;
  }

  /**
   * A verdict with a short report, and headers {@code X-Spam-...} in the message.
   *
   * @param score points; spam is what reaches the threshold
   * @param threshold points
   * @param symbols names of what was found: printable ASCII without commas and white space
   * @throws IllegalArgumentException if a number is not finite, or a symbol has other characters
   */
  public static Verdict of(double score, double threshold, List<String> symbols) {
    if (!Double.isFinite(score) || !Double.isFinite(threshold)) {
      throw new IllegalArgumentException(
          "score and threshold are finite: " + score + ", " + threshold);
    }
    symbols.forEach(Verdict::check);
    Verdict plain = new Verdict(score, threshold, List.copyOf(symbols), () -> "", null);
    return plain
        .withReport(() -> Markup.report(plain))
        .withMessage(message -> Markup.rewritten(plain, message));
  }

  /** The same with another report, whose lines end in LF; sent as UTF-8. */
  public Verdict withReport(Supplier<String> text) {
    return new Verdict(score, threshold, symbols, text, rewritten);
  }

  /**
   * The same with another message for those who want it marked.
   *
   * @param parts one after the other; views of {@link Message#bytes} cost no copy
   */
  public Verdict withMessage(Function<Message, List<ByteBuffer>> parts) {
    return new Verdict(score, threshold, symbols, report, parts);
  }

  /** Points. */
  public double score() {
    return score;
  }

  /** Points from which on it is spam. */
  public double threshold() {
    return threshold;
  }

  public boolean isSpam() {
    return score >= threshold;
  }

  /** Names of what was found. */
  public List<String> symbols() {
    return symbols;
  }

  /** For people. */
  public String report() {
    return report.get();
  }

  /**
   * The message with marks, in parts.
   *
   * @param message the one that was judged
   */
  public List<ByteBuffer> rewritten(Message message) {
    return rewritten.apply(message);
  }

  private static void check(String symbol) {
    if (symbol.isEmpty() || symbol.chars().anyMatch(c -> c <= ' ' || c > '~' || c == ',')) {
      throw new IllegalArgumentException("a symbol is printable ASCII without commas: " + symbol);
    }
  }
}
