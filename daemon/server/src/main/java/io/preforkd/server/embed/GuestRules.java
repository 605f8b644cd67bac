package io.preforkd.server.embed;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.Places;
import io.preforkd.config.WorkerSettings.TemplateWorker;
import java.util.ArrayList;
import java.util.List;

/** What a daemon may have, and one that is a part of another program may not. */
final class GuestRules {
  private static final String ACCESS_LOG =
      "is written by the daemon's log, which is the whole program's here; remove it";

  private static final String TEMPLATE =
      "a template would bring the whole program the orphans of its processes; choose command";

  private GuestRules() {}

  /** The configuration, with what of it cannot be here among its faults. */
  static LoadedConfig applyTo(LoadedConfig loaded) {
    List<Fault> faults = new ArrayList<>();
    loaded.settings().ifPresent(settings -> check(settings, loaded, faults));
    return loaded.with(faults);
  }

  private static void check(DaemonSettings settings, LoadedConfig loaded, List<Fault> faults) {
    Places places = loaded.places();
    if (settings.user().isPresent()) {
      faults.add(
          places.fault("user", "would change the whole program's user; give it to the pools"));
    }
    settings.accessLogs().keySet().stream()
        .map(pool -> places.fault(pool, "access-log", ACCESS_LOG))
        .forEach(faults::add);
    settings.pools().stream()
        .filter(pool -> pool.worker() instanceof TemplateWorker)
        .map(pool -> places.fault(pool.name(), "worker", TEMPLATE))
        .forEach(faults::add);
  }
}
