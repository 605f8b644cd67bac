package io.preforkd.spamd.rules;

import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * One rule.
 *
 * @param name the symbol
 * @param field the header field that it looks at, in lower case; empty for the whole mail
 * @param pattern what has to be found there; empty if the field need only exist
 * @param score points
 * @param description for people; may be empty
 */
record Rule(
    String name,
    Optional<String> field,
    Optional<Pattern> pattern,
    double score,
    String description) {

  boolean isFoundIn(CharSequence text) {
    return pattern.isEmpty() || pattern.get().matcher(text).find();
  }

  Rule withScore(double points) {
    return new Rule(name, field, pattern, points, description);
  }

  Rule withDescription(String text) {
    return new Rule(name, field, pattern, score, text);
  }
}
