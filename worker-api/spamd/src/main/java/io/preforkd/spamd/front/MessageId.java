package io.preforkd.spamd.front;

import java.util.List;

/** A message's id as spamd logs it. */
final class MessageId {
  /** Of a field's value no more is looked at: comments in comments cost time. */
  private static final int LONGEST = 1000;

  private MessageId() {}

  /**
   * The id of the last field.
   *
   * @return empty if there is none
   */
  static String of(List<String> values) {
    String text = values.isEmpty() ? "" : values.get(values.size() - 1);
    String id = withoutComments(text.substring(0, Math.min(LONGEST, text.length())));
    id = id.strip().replaceAll("\\s+", " ");
    id = id.replaceFirst("(?s)^.*?<(.*?)>.*$", "$1");
    id = id.replaceAll("[^\\x21-\\x7e]|[<>]", "?");
    return id.isEmpty() ? "" : "<" + id + ">";
  }

  private static String withoutComments(String text) {
    String before = text;
    String after = before.replaceFirst("\\([^()]*\\)", "");
    while (!after.equals(before)) {
      before = after;
      after = before.replaceFirst("\\([^()]*\\)", "");
    }
    return after;
  }
}
