package io.preforkd.server.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines, and tells a last one that was cut short from the others. */
final class Lines {
  private final InputStream from;
  private long number;
  private boolean isCutShort;

  Lines(InputStream from) {
    this.from = from;
  }

  /** The next line that has an end; empty if there is no more. */
  Optional<String> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int each = from.read(); each >= 0; each = from.read()) {
      if (each == '\n') {
        number++;
        return Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      line.write(each);
    }
    isCutShort = line.size() > 0;
    return Optional.empty();
  }

  /** The number of the line that was read last; the first is 1. */
  long number() {
    return number;
  }

  /** Whether the last line has no end. */
  boolean isCutShort() {
    return isCutShort;
  }
}
