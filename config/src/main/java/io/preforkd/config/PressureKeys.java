package io.preforkd.config;

/** The table of keys: what is done when memory runs short. */
final class PressureKeys {
  static final Key<PressureSettings.Watch> WATCH =
      Key.of(
          "watch",
          Choice.of(PressureSettings.Watch.class),
          PressureSettings.Watch.ON,
          "Whether the daemon looks at all.");

  static final Key<Integer> STALLED =
      Key.of(
          "stalled",
          new WholeNumber(1, 100),
          10,
          "The per cent of the last ten seconds in which somebody had to wait for memory (the kernel's PSI) at which no pool grows above min; where all had to wait as long, idle children leave.");

  static final Key<Integer> USED =
      Key.of(
          "used",
          new WholeNumber(1, 100),
          90,
          "The per cent of the cgroup's memory limit that is in use, files in the cache not counted, at which no pool grows above min; half-way from there to the limit idle children leave.");

  static final Section SECTION =
      Section.of("memory-pressure", WATCH, STALLED, USED).withShorthand(WATCH);

  private PressureKeys() {}
}
