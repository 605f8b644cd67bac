package io.preforkd.server.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The folder of one controller's group.
 *
 * @param mount where the hierarchy is mounted, which is the highest folder that we see
 * @param folder the group itself, below it or the same
 * @param isUnified whether it is of version 2
 */
record CgroupFolder(Path mount, Path folder, boolean isUnified) {

  /**
   * Looks a controller up: version 1 names it in a line of its own, else it is one of the unified
   * hierarchy's.
   *
   * @param groups lines of {@code /proc/PID/cgroup}: number, controllers, path
   * @param mounts lines of {@code /proc/PID/mountinfo}
   */
  static Optional<CgroupFolder> find(String controller, List<String> groups, List<String> mounts) {
    for (String group : groups) {
      String[] parts = group.split(":", 3);
      if (parts.length == 3 && Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
        return mounted(parts[2], controller, mounts);
      }
    }
    return groups.stream()
        .filter(line -> line.startsWith("0::"))
        .findFirst()
        .flatMap(line -> mounted(line.substring(3), "", mounts));
  }

  /** A controller without a name is the unified hierarchy. */
  private static Optional<CgroupFolder> mounted(
      String path, String controller, List<String> mounts) {
    for (String line : mounts) {
      String[] halves = line.split(" - ", 2);
      String[] left = halves[0].split(" ", -1);
      String[] right = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
      if (left.length >= 5 && right.length >= 3 && isOf(controller, right)) {
        return Optional.of(at(Path.of(left[4]), left[3], path, controller.isEmpty()));
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(String controller, String[] right) {
    return controller.isEmpty()
        ? right[0].equals("cgroup2")
        : right[0].equals("cgroup") && Arrays.asList(right[2].split(",", -1)).contains(controller);
  }

  /** In a container the mount's root is often the group itself, and the path leads from above. */
  private static CgroupFolder at(Path mount, String root, String path, boolean isUnified) {
    Path below = Path.of("/").relativize(Path.of(path));
    if (!root.equals("/") && Path.of(path).startsWith(root)) {
      below = Path.of(root).relativize(Path.of(path));
    }
    Path folder = mount.resolve(below).normalize();
    boolean isThere = folder.startsWith(mount) && Files.isDirectory(folder);
    return new CgroupFolder(mount, isThere ? folder : mount, isUnified);
  }

  /** This one and those above it, whose limits hold as well. */
  List<CgroupFolder> upwards() {
    List<CgroupFolder> all = new ArrayList<>();
    for (Path at = folder; at != null && at.startsWith(mount); at = at.getParent()) {
      all.add(new CgroupFolder(mount, at, isUnified));
    }
    return all;
  }

  /** A file's whole text; empty if it cannot be read. */
  Optional<String> text(String name) {
    return read(folder.resolve(name));
  }

  static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A file that is one number; empty for "max". */
  OptionalLong number(String name) {
    return parse(text(name).orElse(""));
  }

  /** The number behind a key in a file of such lines. */
  OptionalLong number(String name, String key) {
    return text(name).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(key + " "))
        .map(line -> parse(line.substring(key.length() + 1)))
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong parse(String text) {
    return text.matches("-?[0-9]{1,19}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
