package io.preforkd.spamd.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.preforkd.spamd.scan.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Reads a file of rules, whose form is in {@code config/spamd.rules}. Mails are bytes that are
 * taken for Latin-1, and so is the file: an expression in UTF-8 finds the same bytes.
 */
final class RulesReader {
  private static final java.util.regex.Pattern LINE =
      java.util.regex.Pattern.compile("(\\S+)\\s+(\\S+)\\s*(.*)");

  private static final java.util.regex.Pattern NAME =
      java.util.regex.Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  private static final java.util.regex.Pattern EXPRESSION =
      java.util.regex.Pattern.compile("/(.+)/([a-zA-Z]*)");

  private static final java.util.regex.Pattern HEADER =
      java.util.regex.Pattern.compile("([!-9;-~]+)\\s+=~\\s+(.*)");

  private static final String EXISTS = "exists:";
  private static final double SCORE = 1;
  private static final double THRESHOLD = 5;

  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private double threshold = THRESHOLD;
  private int number;

  private RulesReader() {}

  /**
   * Reads a file.
   *
   * @param file its name in messages
   * @throws IllegalArgumentException if it has faults; names all of them with their lines
   */
  static Rules read(String file, byte[] content) {
    RulesReader reader = new RulesReader();
    List<String> faults = new ArrayList<>();
    for (String line : new String(content, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
      reader.number++;
      try {
        reader.take(line.strip());
      } catch (IllegalArgumentException e) {
        faults.add(file + ":" + reader.number + ": " + e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
    return new Rules(List.copyOf(reader.rules.values()), reader.threshold);
  }

  private void take(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw fault(
          "\"" + line + "\" is no rule; give header, full, score, describe or required_score");
    }
    take(parts.group(1), parts.group(2), parts.group(3));
  }

  private void take(String word, String second, String rest) {
    switch (word) {
      case "header" -> add(second, header(second, rest));
      case "full" -> add(second, rule(second, Optional.empty(), Optional.of(expression(rest))));
      case "score" -> rules.put(second, known(second).withScore(Values.points(word, rest)));
      case "describe" -> rules.put(second, known(second).withDescription(utf8(rest)));
      case "required_score" -> threshold = Values.points(word, (second + " " + rest).strip());
      default ->
          throw fault(
              "\"" + word + "\" is unknown; give header, full, score, describe or required_score");
    }
  }

  private void add(String name, Rule rule) {
    if (!NAME.matcher(name).matches()) {
      throw fault("\"" + name + "\" is no name; give letters, digits and underscores, 64 at most");
    }
    if (rules.putIfAbsent(name, rule) != null) {
      throw fault("there is a rule " + name + " above; give this one another name");
    }
  }

  private Rule known(String name) {
    Rule rule = rules.get(name);
    if (rule == null) {
      throw fault("there is no rule " + name + " above this line");
    }
    return rule;
  }

  private static Rule header(String name, String rest) {
    if (rest.startsWith(EXISTS)) {
      return rule(name, Optional.of(field(rest.substring(EXISTS.length()))), Optional.empty());
    }
    Matcher form = HEADER.matcher(rest);
    if (!form.matches()) {
      throw fault(
          "a header rule is: header NAME Field =~ /expression/, or header NAME exists:Field");
    }
    return rule(name, Optional.of(field(form.group(1))), Optional.of(expression(form.group(2))));
  }

  private static String field(String name) {
    if (!name.matches("[!-9;-~]+")) {
      throw fault("\"" + name + "\" is no header field's name");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static Rule rule(String name, Optional<String> field, Optional<Pattern> pattern) {
    return new Rule(name, field, pattern, SCORE, "");
  }

  private static Pattern expression(String text) {
    Matcher form = EXPRESSION.matcher(text);
    if (!form.matches()) {
      throw fault("\"" + text + "\" is no expression; give /expression/ with flags of i, m and s");
    }
    try {
      return Pattern.compile(form.group(1), flags(form.group(2)));
    } catch (PatternSyntaxException e) {
      throw fault(
          e.getDescription()
              + ": "
              + e.getPattern()
              + " (the syntax is that of RE2, which has no look-around and no back-references)");
    }
  }

  private static int flags(String letters) {
    int flags = 0;
    for (int i = 0; i < letters.length(); i++) {
      flags |=
          switch (letters.charAt(i)) {
            case 'i' -> Pattern.CASE_INSENSITIVE;
            case 'm' -> Pattern.MULTILINE;
            case 's' -> Pattern.DOTALL;
            default ->
                throw fault("there are other flags in " + letters + "; give some of i, m and s");
          };
    }
    return flags;
  }

  private static String utf8(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException fault(String text) {
    return new IllegalArgumentException(text);
  }
}
