package io.preforkd.server.cli;

import java.util.List;

/** A manual page in the macros of man(7). */
final class Roff {
  private static final int WIDTH = 78;

  private final StringBuilder text = new StringBuilder();

  /**
   * Begins a page.
   *
   * @param section of the manual, 1 to 8
   * @param source what the page belongs to, with its version
   */
  Roff(String name, int section, String date, String source) {
    line(".TH \"%s\" %d \"%s\" \"%s\"".formatted(argument(name), section, date, argument(source)));
  }

  Roff section(String title) {
    return line(".SH \"" + argument(title) + "\"");
  }

  Roff subsection(String title) {
    return line(".SS \"" + argument(title) + "\"");
  }

  Roff paragraph(String words) {
    return line(".PP").words(words);
  }

  /** All that a section has; its first paragraph needs no mark. */
  Roff paragraphs(List<String> paragraphs) {
    words(paragraphs.get(0));
    paragraphs.stream().skip(1).forEach(this::paragraph);
    return this;
  }

  /** The first words of a section, which need no paragraph. */
  Roff words(String words) {
    StringBuilder line = new StringBuilder();
    for (String word : escape(words).split(" ", -1)) {
      if (line.length() + word.length() >= WIDTH && !line.isEmpty()) {
        line(protect(line.toString()));
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    return line(protect(line.toString()));
  }

  Roff terms(List<CommandText.Term> terms) {
    terms.forEach(term -> term(term.word(), term.meaning()));
    return this;
  }

  Roff term(String word, String meaning) {
    return line(".TP").line(".B \"" + argument(word) + "\"").words(meaning);
  }

  /** Lines as they are. */
  Roff verbatim(String lines) {
    line(".nf");
    lines.lines().forEach(line -> line(protect(escape(line))));
    return line(".fi");
  }

  private Roff line(String line) {
    text.append(line).append('\n');
    return this;
  }

  private static String argument(String words) {
    return escape(words).replace("\"", "\\(dq");
  }

  /** A hyphen would not be the character that one types. */
  private static String escape(String words) {
    return words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
  }

  /** A line must not begin as a macro does, nor be empty. */
  private static String protect(String line) {
    return line.isEmpty() || line.startsWith(".") ? "\\&" + line : line;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
