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

  /** A line of YAML and where its value came from; empty if it has none. */
  record Line(String text, String origin) {
    boolean isComment() {
      return text.stripLeading().startsWith("#");
    }

    @Override
    public String toString() {
      return origin.isEmpty() ? text : text + " # " + origin;
    }
  }

  EffectiveConfig(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /** The lines, without line ends. */
  public List<String> lines() {
    return lines.stream().map(Line::toString).toList();
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
