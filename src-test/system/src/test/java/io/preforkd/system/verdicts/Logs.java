package io.preforkd.system.verdicts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that a server's children have logged. */
final class Logs {
  private static final Pattern LINE =
      Pattern.compile("\\w{3} \\w{3} [ \\d]\\d [\\d:]{8} \\d{4} \\[(\\d+)\\] (.*)");
  private static final Pattern CONNECTION =
      Pattern.compile("(?:info|warn): spamd: (?:unauthorized )?(?:got )?connection .*");

  /** The connection that a child, by its pid, has been given last. */
  private final Map<String, Integer> current = new HashMap<>();

  private final List<String> connections = new ArrayList<>();

  /** Of a log as it is in the file; what is in it escapes newlines, so that a line is one. */
  Logs(List<String> lines) {
    for (String text : lines) {
      Matcher line = LINE.matcher(text);
      if (line.matches()) {
        take(line.group(1), line.group(2));
      }
    }
  }

  private void take(String pid, String text) {
    if (CONNECTION.matcher(text).matches()) {
      current.put(pid, connections.size());
      connections.add("");
    }
    if (current.containsKey(pid) && !Masks.isOfSource(text)) {
      int connection = current.get(pid);
      connections.set(connection, connections.get(connection) + Masks.line(text) + "\n");
    }
  }

  /** The lines of each connection, masked, in the order in which they began. */
  List<String> connections() {
    return connections;
  }

  /** How many children have had a connection. */
  int children() {
    return current.size();
  }
}
