package io.preforkd.server.embed;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.WorkerSettings.TemplateWorker;
import java.util.ArrayList;
import java.util.List;

/** What a daemon may have, and one that is a part of another program may not. */
final class GuestRules {
  private GuestRules() {}

  /** The configuration, with what of it cannot be here among its faults. */
  static LoadedConfig applyTo(LoadedConfig loaded) {
    List<Fault> faults = new ArrayList<>();
    loaded.settings().ifPresent(settings -> check(settings, loaded, faults));
    return loaded.with(faults);
  }

  private static void check(DaemonSettings settings, LoadedConfig loaded, List<Fault> faults) {
    if (settings.user().isPresent()) {
      faults.add(
          loaded
              .places()
              .fault("user", "would change the whole program's user; give it to the pools"));
    }
    settings
        .accessLogs()
        .keySet()
        .forEach(
            pool ->
                faults.add(
                    loaded
                        .places()
                        .fault(
                            pool,
                            "access-log",
                            "is written by the daemon's log, which is the whole program's here; remove it")));
    settings.pools().stream()
        .filter(pool -> pool.worker() instanceof TemplateWorker)
        .forEach(
            pool ->
                faults.add(
                    loaded
                        .places()
                        .fault(
                            pool.name(),
                            "worker",
                            "a template would bring the whole program the orphans of its processes;"
                                + " choose command")));
  }
}
