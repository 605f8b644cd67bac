package io.preforkd.spamd.scan;

import io.preforkd.spamd.protocol.Points;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Marks a message as SpamAssassin does with {@code report_safe 0}: fields {@code X-Spam-...} at the
 * top, behind a Return-Path, and none of those that came with it.
 */
final class Markup {
  private static final String VERSION =
      Objects.requireNonNullElse(Markup.class.getPackage().getImplementationVersion(), "unknown");

  private static final String HOST = host();
  private static final int MOST_STARS = 50;
  private static final int LINE = 76;
  private static final String OURS = "x-spam-";
  private static final String KEPT = "x-spam-prev-";

  private Markup() {}

  /** The message in parts: new fields, what stays of the old ones, the rest. */
  static List<ByteBuffer> rewritten(Verdict verdict, Message message) {
    MailHead head = message.head();
    int first = first(head);
    List<ByteBuffer> parts = new ArrayList<>();
    parts.add(message.bytes().limit(first));
    parts.add(ByteBuffer.wrap(bytes(fields(verdict), head.lineEnd())));
    int from = first;
    for (MailHead.Field field : head.fields()) {
      if (isOurs(field.key())) {
        parts.add(message.bytes().limit(field.from()).position(from));
        from = field.to();
      }
    }
    parts.add(message.bytes().position(from));
    if (!head.isEnded() && head.length() == message.size()) {
      parts.add(ByteBuffer.wrap(bytes("\n", head.lineEnd())));
    }
    return parts;
  }

  /** The report of a scanner that has none of its own. */
  static String report(Verdict verdict) {
    return "Content analysis details:   ("
        + Points.score(verdict.score(), verdict.threshold())
        + " points, "
        + Points.text(verdict.threshold())
        + " required)\n\n"
        + String.join("\n", verdict.symbols())
        + "\n\n";
  }

  /** Where new fields begin: an envelope line and a Return-Path stay first. */
  private static int first(MailHead head) {
    if (head.fields().isEmpty()) {
      return 0;
    }
    MailHead.Field field = head.fields().get(0);
    return field.key().equals("return-path") ? field.to() : field.from();
  }

  private static boolean isOurs(String name) {
    return name.startsWith(OURS) && !name.startsWith(KEPT);
  }

  private static String fields(Verdict verdict) {
    int stars = (int) Math.max(0, Math.min(MOST_STARS, verdict.score()));
    return "X-Spam-Checker-Version: preforkd-spamd "
        + VERSION
        + " on "
        + HOST
        + (verdict.isSpam() ? "\nX-Spam-Flag: YES" : "")
        + "\nX-Spam-Level: "
        + "*".repeat(stars)
        + "\n"
        + status(verdict);
  }

  private static String status(Verdict verdict) {
    return "X-Spam-Status: "
        + (verdict.isSpam() ? "Yes" : "No")
        + ", score="
        + Points.score(verdict.score(), verdict.threshold())
        + " required="
        + Points.text(verdict.threshold())
        + "\n\ttests="
        + folded(verdict.symbols())
        + "\n\tautolearn=disabled version="
        + VERSION
        + "\n";
  }

  private static String folded(List<String> symbols) {
    StringBuilder text = new StringBuilder(symbols.isEmpty() ? "none" : "");
    int line = 0;
    for (String symbol : symbols) {
      text.append(text.isEmpty() ? "" : ",");
      if (line > 0 && line + symbol.length() > LINE) {
        text.append("\n\t");
        line = 0;
      }
      text.append(symbol);
      line += symbol.length() + 1;
    }
    return text.toString();
  }

  private static byte[] bytes(String text, String lineEnd) {
    return text.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
  }

  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
