package io.preforkd.server.host;

import io.preforkd.config.PressureSettings;
import io.preforkd.config.PressureSettings.Watch;
import io.preforkd.pool.Pressure;
import io.preforkd.server.sys.Cgroup;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks how short of memory the daemon's cgroup, or the machine, is. */
final class MemoryWatch {
  private static final double ALL = 100;

  private final PressureSettings settings;
  private final Optional<Cgroup> cgroup;
  private double used;
  private double some;

  MemoryWatch(PressureSettings settings, Cgroup cgroup) {
    this(settings, Optional.of(cgroup));
  }

  private MemoryWatch(PressureSettings settings, Optional<Cgroup> cgroup) {
    this.settings = settings;
    this.cgroup = cgroup;
  }

  /** Where nobody knows what there is. */
  static MemoryWatch blind() {
    return new MemoryWatch(new PressureSettings(Watch.OFF, 1, 1), Optional.empty());
  }

  /** How it is now. */
  Pressure look() {
    return settings.watch() == Watch.OFF ? Pressure.NONE : cgroup.map(this::look).orElseThrow();
  }

  private Pressure look(Cgroup of) {
    String stalls = of.memoryPressure().orElse("");
    some = Cgroup.average(stalls, "some");
    double full = Cgroup.average(stalls, "full");
    used = used(of.memoryUsed(), of.memoryLimit());
    return level(settings, some, full, used);
  }

  /** All in per cent. */
  static Pressure level(PressureSettings settings, double some, double full, double used) {
    if (full >= settings.stalled() || used >= (settings.used() + ALL) / 2) {
      return Pressure.FULL;
    }
    return some >= settings.stalled() || used >= settings.used() ? Pressure.SOME : Pressure.NONE;
  }

  private static double used(OptionalLong used, OptionalLong limit) {
    return used.isPresent() && limit.isPresent() && limit.getAsLong() > 0
        ? ALL * used.getAsLong() / limit.getAsLong()
        : 0;
  }

  /** What was seen last, for the log. */
  String words() {
    return String.format(Locale.ROOT, "%.0f %% of the limit used, %.0f %% stalled", used, some);
  }
}
