package io.preforkd.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A document of the distribution, and the parts of it that a test can hold it to. */
record Markdown(Path file, String text) {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)#?([^)]*)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  /**
   * A link to another document, or within this one.
   *
   * @param anchor the heading that is linked to; empty if none is
   */
  record Link(Path file, String anchor) {}

  static Markdown read(Path file) throws IOException {
    return new Markdown(file, Files.readString(file));
  }

  /** All links, but for those to pages of the web. */
  List<Link> links() {
    return LINK.matcher(prose())
        .results()
        .filter(link -> !link.group(1).startsWith("https:"))
        .map(link -> new Link(target(link.group(1)), link.group(2)))
        .toList();
  }

  private Path target(String name) {
    return name.isEmpty() ? file : file.resolveSibling(name);
  }

  /** What its headings are linked by: their words in small letters, without punctuation. */
  Set<String> anchors() {
    return new Markdown(file, prose())
        .matches(HEADING).stream()
            .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", ""))
            .map(heading -> heading.replace(' ', '-'))
            .collect(Collectors.toSet());
  }

  /** Without code, in which a # is no heading. */
  private String prose() {
    return FENCED.matcher(text).replaceAll("");
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
