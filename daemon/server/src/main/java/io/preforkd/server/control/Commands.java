package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All commands of the control socket. */
final class Commands {
  private static final Map<String, Command> ALL =
      byName(
          new PingCommand(),
          new VersionCommand(),
          new StatusCommand(),
          new WhyCommand(),
          new JournalCommand(),
          new ScaleCommand(),
          new KillCommand(),
          new RecycleCommand(),
          new ReloadCommand(),
          new UpgradeCommand(),
          new LogLevelCommand(),
          new ReopenLogsCommand(),
          new StopCommand("drain"),
          new StopCommand("stop"));

  private Commands() {}

  private static Map<String, Command> byName(Command... commands) {
    Map<String, Command> all = new LinkedHashMap<>();
    List.of(commands).forEach(command -> all.put(command.name(), command));
    return all;
  }

  /** The command that a request names, if somebody of this role may have it. */
  static Command of(Request request, Role role) throws Refusal {
    Command command = ALL.get(request.command());
    if (command == null) {
      throw new Refusal(
          Kind.USAGE,
          "there is no command \""
              + request.command()
              + "\"; there are "
              + String.join(", ", ALL.keySet()));
    }
    if (role != Role.OPERATOR && !command.isQuestion()) {
      throw new Refusal(
          Kind.PERMISSION,
          request.command() + " is for root and the daemon's user; the group may only ask");
    }
    request.allowOnly(command.members());
    return command;
  }
}
