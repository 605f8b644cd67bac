package io.preforkd.server.view;

import io.preforkd.config.EffectiveConfig;
import io.preforkd.server.journal.Decision;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.snapshot.DeathView;
import io.preforkd.server.snapshot.Moment;
import java.util.List;
import java.util.Map;

/**
 * All that the status page shows.
 *
 * @param deaths the last ones of each pool, the newest first
 * @param decisions the last ones of all pools, the oldest first
 * @param past the oldest first
 * @param config what is in force
 */
public record StatusReading(
    DaemonDetail detail,
    Map<String, List<DeathView>> deaths,
    List<Decision> decisions,
    List<Moment> past,
    EffectiveConfig config) {
  public StatusReading {
    deaths = Map.copyOf(deaths);
    decisions = List.copyOf(decisions);
    past = List.copyOf(past);
  }
}
