package io.preforkd.server.host;

import io.preforkd.config.PressureSettings;
import io.preforkd.config.PressureSettings.Watch;
import io.preforkd.pool.Pressure;
import io.preforkd.server.sys.Cgroup;
import java.util.Locale;
import java.util.OptionalLong;

/** Looks how short of memory the daemon's cgroup, or the machine, is. */
final class MemoryWatch {
  private static final double ALL = 100;

  private final PressureSettings settings;
  private final Cgroup cgroup;
  private double used;
  private double some;

  MemoryWatch(PressureSettings settings, Cgroup cgroup) {
    this.settings = settings;
    this.cgroup = cgroup;
  }

  /** How it is now. */
  Pressure look() {
    if (settings.watch() == Watch.OFF) {
      return Pressure.NONE;
    }
    String stalls = cgroup.memoryPressure().orElse("");
    some = Cgroup.average(stalls, "some");
    double full = Cgroup.average(stalls, "full");
    used = used(cgroup.memoryUsed(), cgroup.memoryLimit());
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
