package io.preforkd.server.host;

import io.preforkd.server.sys.OwnStrings;
import java.util.ArrayList;
import java.util.List;

/** How a program that takes over is told so on its command line. */
public final class OwnCommand {
  /** Followed by the descriptor of the {@link DaemonState}. */
  public static final String TAKE_OVER = "--take-over";

  /** Only try: everything but the descriptors is there. */
  public static final String REHEARSE = "--rehearse";

  /** Followed by the reason why the program that should have taken over did not. */
  public static final String FALL_BACK = "--fall-back";

  private OwnCommand() {}

  /** The program that runs and its arguments, without those that told it to take over. */
  static List<String> own() {
    List<String> all = OwnStrings.command();
    return all.contains(TAKE_OVER) ? all.subList(0, all.indexOf(TAKE_OVER)) : all;
  }

  /** The same program, to take over by this descriptor. */
  static List<String> takingOver(List<String> command, int memory) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(TAKE_OVER, Integer.toString(memory)));
    return all;
  }

  /** The former program, to go on after another has failed. */
  static List<String> fallingBack(List<String> command, int memory, String why) {
    List<String> all = takingOver(command, memory);
    all.addAll(List.of(FALL_BACK, why));
    return all;
  }
}
