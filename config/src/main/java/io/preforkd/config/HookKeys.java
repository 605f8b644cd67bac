package io.preforkd.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The table of keys: commands that run at moments of a pool's life. */
final class HookKeys {
  static final Key<List<Setting<String>>> BEFORE_START =
      hook(
          Hook.BEFORE_START,
          "Runs before the pool's first child is started, which waits for it; if it fails, the pool is given up, or not"
              + " opened by a reload.");

  static final Key<List<Setting<String>>> AFTER_START =
      hook(Hook.AFTER_START, "Runs once the pool is ready for the first time.");

  static final Key<List<Setting<String>>> BEFORE_STOP =
      hook(
          Hook.BEFORE_STOP,
          "Runs when the pool is told to stop, or a reload has removed it; the pool serves on until it has ended, well or not.");

  static final Key<List<Setting<String>>> CHILD_STARTED =
      hook(Hook.CHILD_STARTED, "Runs after each child's first idle.");

  static final Key<List<Setting<String>>> CHILD_EXITED =
      hook(Hook.CHILD_EXITED, "Runs after each child's end, with its cause.");

  static final Key<List<Setting<String>>> ON_RELOAD =
      hook(
          Hook.ON_RELOAD,
          "Runs after a reload has changed the pool: in place, or once a new edition serves.");

  /** By the moment at which they run. */
  static final Map<Hook, Key<List<Setting<String>>>> ROWS =
      Map.of(
          Hook.BEFORE_START, BEFORE_START,
          Hook.AFTER_START, AFTER_START,
          Hook.BEFORE_STOP, BEFORE_STOP,
          Hook.CHILD_STARTED, CHILD_STARTED,
          Hook.CHILD_EXITED, CHILD_EXITED,
          Hook.ON_RELOAD, ON_RELOAD);

  static final Key<Duration> TIMEOUT =
      Key.of(
          "timeout",
          new DurationType("10ms", "24h"),
          Duration.ofSeconds(30),
          "How long each may run before it is ended, and counts as failed.");

  static final Section SECTION =
      Section.of(
          "hooks",
          BEFORE_START,
          AFTER_START,
          BEFORE_STOP,
          CHILD_STARTED,
          CHILD_EXITED,
          ON_RELOAD,
          TIMEOUT);

  private HookKeys() {}

  private static Key<List<Setting<String>>> hook(Hook hook, String sentence) {
    return Key.optional(hook.toString(), new ListType<>(Text.any(), false, 1), sentence);
  }
}
