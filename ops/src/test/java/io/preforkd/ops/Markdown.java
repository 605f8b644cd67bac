package io.preforkd.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A document of the distribution, and the parts of it that a test can hold it to. */
record Markdown(Path file, String text) {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

  static Markdown read(Path file) throws IOException {
    return new Markdown(file, Files.readString(file));
  }

  /** What links lead to, other than pages of the web. */
  List<Path> linkedFiles() {
    return matches(LINK).stream()
        .filter(target -> !target.startsWith("https:"))
        .map(target -> file.resolveSibling(target))
        .toList();
  }

  /** The fenced blocks of a language. */
  List<String> blocks(String language) {
    return matches(Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$"));
  }

  /** The first cells, where they are code, of the tables under a heading. */
  List<String> firstCells(String heading) {
    String[] parts = text.split("(?m)^## " + Pattern.quote(heading) + "$", -1);
    String section = parts[1].split("(?m)^## |^Why ", 2)[0];
    return new Markdown(file, section).matches(Pattern.compile("(?m)^\\| `([^`]+)` \\|"));
  }

  private List<String> matches(Pattern pattern) {
    return pattern.matcher(text).results().map(Markdown::firstGroup).toList();
  }

  private static String firstGroup(MatchResult match) {
    return match.group(1);
  }
}
