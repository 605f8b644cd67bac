package io.preforkd.server.sys;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a new process gets; it gets nothing else.
 *
 * @param command the program, looked up in this process's PATH if it has no slash, and its
 *     arguments
 * @param environment the whole environment: nothing is inherited; empty: that of this process
 * @param directory the working directory
 * @param descriptors the sources, each {@link Descriptors#FLOOR} or above, of the child's
 *     descriptors 0, 1, 2 and so on
 */
public record SpawnPlan(
    List<String> command,
    Optional<Map<String, String>> environment,
    Path directory,
    List<Integer> descriptors) {

  public SpawnPlan {
    command = List.copyOf(command);
    environment = environment.map(Map::copyOf);
    descriptors = List.copyOf(descriptors);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("an empty command");
    }
    requireNoCollision(descriptors);
  }

  /** A process that inherits nothing. */
  public SpawnPlan(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      List<Integer> descriptors) {
    this(command, Optional.of(environment), directory, descriptors);
  }

  private static void requireNoCollision(List<Integer> descriptors) {
    if (descriptors.size() > Descriptors.FLOOR) {
      throw new IllegalArgumentException(
          descriptors.size()
              + " descriptors for one child; at most "
              + Descriptors.FLOOR
              + " are possible");
    }
    for (int fd : descriptors) {
      if (fd < Descriptors.FLOOR) {
        throw new IllegalArgumentException(
            "descriptor " + fd + " is below " + Descriptors.FLOOR + " and could be overwritten");
      }
    }
  }
}
