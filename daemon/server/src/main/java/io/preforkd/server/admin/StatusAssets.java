package io.preforkd.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The style and the script that stand in the page. The browser is told their hashes, and takes no
 * other: whatever got into the page besides would be dead text.
 */
record StatusAssets(String style, String script) {
  private static final class Holder {
    static final StatusAssets ASSETS = new StatusAssets(read("status.css"), read("status.js"));
  }

  /** Read when somebody first asks for the page. */
  static StatusAssets get() {
    return Holder.ASSETS;
  }

  /** The Content-Security-Policy of the page. */
  String policy() {
    return String.join(
        "; ",
        "default-src 'none'",
        "style-src " + hash(style),
        "script-src " + hash(script),
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'");
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(bytes) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String read(String name) {
    try (InputStream in = StatusAssets.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " is not in the jar", e);
    }
  }
}
