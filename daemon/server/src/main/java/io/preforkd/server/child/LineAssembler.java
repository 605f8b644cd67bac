package io.preforkd.server.child;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of what a child writes: whole ones up to {@link #LONGEST}, in pieces of that size
 * beyond it, and the last one also without a newline. Bytes that are not UTF-8 appear as
 * replacement characters; control characters are shown, not obeyed.
 */
final class LineAssembler {
  /** Longest line that is passed on whole, in bytes. */
  static final int LONGEST = 256 * 1024;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> sink;

  LineAssembler(Consumer<String> sink) {
    this.sink = sink;
  }

  void add(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n') {
        emit();
      } else {
        cutIfLongest();
        line.write(b);
      }
    }
  }

  /** What has come of a line that has not ended. */
  byte[] rest() {
    return line.toByteArray();
  }

  /** The child will write no more. */
  void end() {
    if (line.size() > 0) {
      emit();
    }
  }

  private void cutIfLongest() {
    if (line.size() == LONGEST) {
      emit();
    }
  }

  private void emit() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    sink.accept(visible(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text));
  }

  /** A terminal that shows the log must not execute what a child, or its client, has written. */
  private static String visible(String text) {
    StringBuilder shown = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = Character.isISOControl(c) && c != '\t';
      if (control && shown == null) {
        shown = new StringBuilder(text.substring(0, i));
      }
      if (shown != null) {
        shown.append(control ? String.format("\\x%02x", (int) c) : c);
      }
    }
    return shown == null ? text : shown.toString();
  }
}
