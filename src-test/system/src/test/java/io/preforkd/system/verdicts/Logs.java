package io.preforkd.system.verdicts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that a server's children have logged. */
final class Logs {
  private static final Pattern LINE =
      Pattern.compile("\\w{3} \\w{3} [ \\d]\\d [\\d:]{8} \\d{4} \\[(\\d+)\\] (.*)");
  private static final Pattern CONNECTION =
      Pattern.compile("(?:info|warn): spamd: (?:unauthorized )?(?:got )?connection .*");

  private final Set<String> children = new HashSet<>();
  private final List<String> connections = new ArrayList<>();

  /** Of a log as it is in the file. */
  Logs(List<String> lines) {
    lines.forEach(this::take);
  }

  /** A line with no stamp goes on with the one before it. */
  private void take(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      addToLast(text);
      return;
    }
    if (CONNECTION.matcher(line.group(2)).matches()) {
      children.add(line.group(1));
      connections.add("");
    }
    if (children.contains(line.group(1)) && !Masks.isOfSource(line.group(2))) {
      addToLast(Masks.line(line.group(2)));
    }
  }

  private void addToLast(String text) {
    if (!connections.isEmpty()) {
      int last = connections.size() - 1;
      connections.set(last, connections.get(last) + text + "\n");
    }
  }

  /**
   * The lines of each connection, masked; of servers with one child, in the order of the requests.
   */
  List<String> connections() {
    return connections;
  }

  int children() {
    return children.size();
  }
}
