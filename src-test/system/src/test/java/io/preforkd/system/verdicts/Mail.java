package io.preforkd.system.verdicts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A mail that is made up.
 *
 * @param name says of what kind it is
 * @param text its bytes, each a letter of ISO 8859-1
 */
public record Mail(String name, String text) {
  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }
}
