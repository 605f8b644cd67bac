package io.preforkd.spamd.rules;

import java.util.List;

/**
 * What a file of rules says.
 *
 * @param rules in the order of the file
 * @param threshold points from which on a mail is spam
 */
record Rules(List<Rule> rules, double threshold) {
  Rules {
    rules = List.copyOf(rules);
  }
}
