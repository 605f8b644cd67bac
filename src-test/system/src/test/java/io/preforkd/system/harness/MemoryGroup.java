package io.preforkd.system.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A control group of the test's own, of version 1 or 2, whose processes the kernel kills when they
 * take more memory than this.
 */
public final class MemoryGroup implements AutoCloseable {
  private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

  private final Path folder;

  private MemoryGroup(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes one below the group of the tests, or as near to it as the kernel allows: groups of
   * version 2 that have processes divide no memory among others.
   *
   * @param limit for example {@code 256M}
   * @return empty for who may not make groups, as in most containers
   */
  public static Optional<MemoryGroup> make(String limit) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (List.of(parts[1].split(",", -1)).contains("memory")) {
        return nearest(MOUNTS.resolve("memory"), parts[2], limit);
      }
    }
    return nearest(MOUNTS, ownOfVersion2(), limit);
  }

  private static String ownOfVersion2() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
        .filter(line -> line.startsWith("0::"))
        .map(line -> line.substring("0::".length()))
        .findFirst()
        .orElse("/");
  }

  private static Optional<MemoryGroup> nearest(Path mount, String path, String limit) {
    Path own = mount.resolve(path.substring(1)).normalize();
    for (Path above = own; above.startsWith(mount); above = above.getParent()) {
      Optional<MemoryGroup> made = below(above, limit);
      if (made.isPresent()) {
        return made;
      }
    }
    return Optional.empty();
  }

  private static Optional<MemoryGroup> below(Path parent, String limit) {
    try {
      Path folder = Files.createTempDirectory(parent, "preforkd-");
      try {
        limit(folder, limit);
        return Optional.of(new MemoryGroup(folder));
      } catch (IOException e) {
        Files.delete(folder);
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Without swap, into which all that is too much would go otherwise. */
  private static void limit(Path folder, String limit) throws IOException {
    boolean isUnified = Files.exists(folder.resolve("cgroup.controllers"));
    Files.writeString(folder.resolve(isUnified ? "memory.max" : "memory.limit_in_bytes"), limit);
    Path swap = folder.resolve(isUnified ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
    if (Files.exists(swap)) {
      Files.writeString(swap, isUnified ? "0" : limit);
    }
  }

  /** The command that goes into the group and becomes what follows it. */
  public String[] entering() {
    String script = "echo $$ > " + folder.resolve("cgroup.procs") + "; exec \"$@\"";
    return new String[] {"sh", "-c", script, "sh"};
  }

  /** Ends whatever still runs there. */
  @Override
  public void close() {
    Patience.until("the end of all in " + folder, this::isGone);
  }

  private boolean isGone() {
    try {
      List<String> pids = Files.readAllLines(folder.resolve("cgroup.procs"));
      pids.stream()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
          .forEach(ProcessHandle::destroyForcibly);
      return pids.isEmpty() && Files.deleteIfExists(folder);
    } catch (IOException busy) {
      return false; // older kernels name nobody while somebody is still ending
    }
  }
}
