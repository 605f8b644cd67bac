package io.preforkd.config;

import io.preforkd.config.Limit.Unit;
import java.util.List;
import java.util.Optional;

/**
 * The table of keys: resource limits, named as prlimit(1) names them and meant as getrlimit(2)
 * says.
 */
final class LimitKeys {
  static final List<Key<Long>> ROWS =
      List.of(
          key("as", Unit.BYTES, "Address space."),
          key("core", Unit.BYTES, "Size of a core file."),
          key("cpu", Unit.SECONDS, "Processor time."),
          key("data", Unit.BYTES, "Data segment."),
          key("fsize", Unit.BYTES, "Size of a file that the child writes."),
          key("memlock", Unit.BYTES, "Memory locked into RAM."),
          key("msgqueue", Unit.BYTES, "POSIX message queues of the child's user."),
          key("nofile", Unit.COUNT, "Open descriptors."),
          key("nproc", Unit.COUNT, "Processes and threads of the child's user."),
          key("rtprio", Unit.COUNT, "Real-time priority."),
          key("sigpending", Unit.COUNT, "Queued signals of the child's user."),
          key("stack", Unit.BYTES, "Stack of the main thread."));

  static final Section SECTION = new Section("limits", List.copyOf(ROWS), Optional.empty());

  private LimitKeys() {}

  private static Key<Long> key(String name, Unit unit, String sentence) {
    return Key.optional(name, new Limit(unit), sentence);
  }
}
