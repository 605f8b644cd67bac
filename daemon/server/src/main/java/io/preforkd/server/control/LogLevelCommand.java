package io.preforkd.server.control;

import io.preforkd.config.Log;
import io.preforkd.server.control.Refusal.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** {@code log-level}: changes what is logged, until the next change or start. */
final class LogLevelCommand implements Command {
  private static final String LEVEL = "level";

  @Override
  public String name() {
    return "log-level";
  }

  @Override
  public boolean isQuestion() {
    return false;
  }

  @Override
  public Set<String> members() {
    return Set.of(LEVEL);
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    controls.logLevel(level(request.text(LEVEL)));
    return Answer.ok();
  }

  private static Log.Level level(String text) throws Refusal {
    for (Log.Level level : Log.Level.values()) {
      if (word(level).equals(text)) {
        return level;
      }
    }
    String known =
        Arrays.stream(Log.Level.values())
            .map(LogLevelCommand::word)
            .collect(Collectors.joining(", "));
    throw new Refusal(Kind.USAGE, "\"" + text + "\" is no level; give one of " + known);
  }

  private static String word(Log.Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
