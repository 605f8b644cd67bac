package io.preforkd.system.harness;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A child as its environment names it. */
public record Child(ProcessView process, String pool, int slot, long generation) {

  private static final Pattern OF_AN_ARCHIVE =
      Pattern.compile("-Xshare:on|-XX:ArchiveClassesAtExit=");

  static Optional<Child> of(ProcessView process) {
    Map<String, String> environment = process.environment();
    if (!environment.containsKey("PREFORKD_GENERATION")) {
      return Optional.empty(); // just spawned: it is still a copy of its parent
    }
    if (isOfAnArchive(process) || environment.containsKey("PREFORKD_HOOK")) {
      return Optional.empty();
    }
    return Optional.of(
        new Child(
            process,
            environment.get("PREFORKD_POOL"),
            Integer.parseInt(environment.get("PREFORKD_SLOT")),
            Long.parseLong(environment.get("PREFORKD_GENERATION"))));
  }

  /** Whether it is beside the pool, though its worker is the pool's. */
  static boolean isOfAnArchive(ProcessView process) {
    return OF_AN_ARCHIVE.matcher(process.commandLine()).find();
  }

  public long pid() {
    return process.pid();
  }

  /** How the log names it. */
  public String tag() {
    return "pool=" + pool + " slot=" + slot + " gen=" + generation + " pid=" + pid();
  }

  public void signal(String name) {
    process.signal(name);
  }

  /** As {@link #signal}, to one that may be gone. */
  public void signalIfThere(String name) {
    process.signalIfThere(name);
  }

  /** Whether it lives, and nobody else has its pid by now. */
  public boolean isThere() {
    return of(process).filter(this::equals).isPresent();
  }

  public void awaitEnd() {
    Patience.until("the end of " + tag(), () -> !process.isAlive());
  }
}
