package io.preforkd.server.child;

/** What has become of a pool's class-data archive. */
public sealed interface ArchiveOutcome {

  /** It was there, and the JVM takes it. */
  record Accepted() implements ArchiveOutcome {}

  /**
   * It was made, and the JVM takes it.
   *
   * @param millis how long that took
   * @param wasThere whether there was one before, which did not fit
   */
  record Made(long millis, boolean wasThere) implements ArchiveOutcome {}

  /** Children have to start without it; {@code why} is half a sentence. */
  record Unused(String why) implements ArchiveOutcome {}
}
