package io.preforkd.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is in force once files, environment and defaults are put together, as YAML that reads back
 * as the same configuration. A line that begins with {@code #} shows a key that is unset, or that
 * the pool's mode does not let anyone set.
 */
public final class EffectiveConfig {
  private final List<Line> lines;

  /**
   * A line of YAML.
   *
   * @param shown the same for everybody's eyes
   * @param origin where its value came from; empty if it has none
   */
  record Line(String text, String shown, String origin) {
    /** One without a value. */
    static Line bare(String text) {
      return new Line(text, text, "");
    }

    boolean isComment() {
      return text.stripLeading().startsWith("#");
    }

    @Override
    public String toString() {
      return withOrigin(text);
    }

    private String withOrigin(String line) {
      return origin.isEmpty() ? line : line + " # " + origin;
    }
  }

  EffectiveConfig(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /** The lines, without line ends. */
  public List<String> lines() {
    return lines.stream().map(Line::toString).toList();
  }

  /**
   * The lines for whoever need not know a secret: values of mappings whose keys the operator
   * chooses, a worker's settings and environment, are left out.
   */
  public List<String> linesWithoutSecrets() {
    return lines.stream().map(line -> line.withOrigin(line.shown())).toList();
  }

  /** The lines as one text that ends with a newline. */
  public String toText() {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /**
   * SHA-256 in hexadecimal over values alone: the same for two configurations that mean the same.
   */
  String hash() {
    String values = lines.stream().map(Line::text).collect(Collectors.joining("\n"));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(values.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
