package io.preforkd.server.child;

import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a child that runs this JVM's program: with the JVM, the options and the class
 * path of this one, since an archive fits no others, and with a worker's handler as its program.
 */
public final class TraineeCommand {
  private static final String CLASS_PATH = "-cp";

  /** What belongs to the start of this process alone. */
  private static final List<String> OWN =
      List.of(ClassData.FROM, "-Xlog:cds*=off", "-Dpreforkd.archive");

  private TraineeCommand() {}

  /**
   * The words.
   *
   * @param own this process's, as the launcher has written them
   * @param handler runs the program for a moment; not named to a probe
   */
  public static List<String> of(List<String> own, String handler, ClassData data) {
    int programAt = own.indexOf(CLASS_PATH);
    List<String> command = new ArrayList<>();
    command.add(own.get(0));
    command.addAll(data.options());
    own.subList(1, programAt).stream()
        .filter(word -> OWN.stream().noneMatch(word::startsWith))
        .forEach(command::add);
    command.addAll(WorkerCommand.RUNTIME_OPTIONS);
    command.addAll(own.subList(programAt, programAt + 2));
    command.add(WorkerCommand.RUNTIME);
    if (!data.isProbe()) {
      command.add(handler);
    }
    return command;
  }
}
