package io.preforkd.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.io.JsonStringEncoder;

/** Prints settings as YAML that reads back as the same settings, each line with its origin. */
final class EffectivePrinter {
  // No more than this is sure to be the same text in every YAML parser without quotes.
  private static final Pattern PLAIN =
      Pattern.compile("(?!(?i:null)$)[A-Za-z0-9./-][A-Za-z0-9_./:+=,-]*(?<![:-])");

  private static final String HIDDEN = "(hidden)";

  private final Path directory;
  private final List<EffectiveConfig.Line> lines = new ArrayList<>();
  private int depth;
  private boolean dashAhead;
  private int hiding;

  EffectivePrinter(Path directory) {
    this.directory = directory;
  }

  /** A text as a YAML scalar, in quotes where needed. */
  static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : json(text);
  }

  /** By the encoder alone: a mapper takes a fifth of the time in which the daemon starts. */
  private static String json(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }

  void section(Values values) {
    List<Key<?>> withoutMeaning = KeysOfKind.withoutMeaning(values);
    values.section().keys().stream()
        .filter(key -> values.isGiven(key) || !withoutMeaning.contains(key))
        .forEach(key -> key(values, key));
  }

  private <T> void key(Values values, Key<T> key) {
    values
        .find(key)
        .ifPresentOrElse(
            setting -> key.type().print(this, key.name() + ":", setting), () -> unset(values, key));
  }

  private void unset(Values values, Key<?> key) {
    if (key.fallback() instanceof Default.Unset && !values.isGiven(key)) {
      line("# " + key.name() + ": unset", Origin.Default.CONSTANT);
    }
  }

  void scalar(String label, String text, Origin origin) {
    boolean fixed = origin instanceof Origin.Default fallback && fallback.fixed();
    String written = text.replace("$", "$$");
    String shown = (fixed ? "# " : "") + label + " ";
    line(shown + quoted(written), hiding > 0 ? shown + HIDDEN : shown + quoted(written), origin);
  }

  /** Prints values that not everybody may see who may see the rest. */
  void hide(Runnable printing) {
    hiding++;
    printing.run();
    hiding--;
  }

  void empty(String label, String brackets, Origin origin) {
    line(label + " " + brackets, origin);
  }

  /** Begins a block; under a dash its first line stands beside the dash. */
  void open(String label) {
    if (label.equals("-")) {
      dashAhead = true;
    } else {
      lines.add(EffectiveConfig.Line.bare(indent() + label));
    }
    depth++;
  }

  void close() {
    depth--;
  }

  /** Prints a section; one whose every key is unset would read back as null but for the braces. */
  void section(String label, Values values) {
    int header = lines.size();
    open(label);
    section(values);
    close();
    if (lines.stream().skip(header + 1L).allMatch(EffectiveConfig.Line::isComment)) {
      lines.set(header, EffectiveConfig.Line.bare(lines.get(header).text() + " {}"));
    }
  }

  private void line(String text, Origin origin) {
    line(text, text, origin);
  }

  private void line(String text, String shown, Origin origin) {
    String indent = indent();
    lines.add(new EffectiveConfig.Line(indent + text, indent + shown, origin.comment(directory)));
  }

  private String indent() {
    if (dashAhead) {
      dashAhead = false;
      return "  ".repeat(depth - 1) + "- ";
    }
    return "  ".repeat(depth);
  }

  EffectiveConfig toConfig() {
    return new EffectiveConfig(lines);
  }
}
