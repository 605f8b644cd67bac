package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;

/** The daemon's own settings as they are now; each pool knows its own. Reload thread only. */
final class InForce {
  private DaemonSettings settings;

  InForce(DaemonSettings settings) {
    this.settings = settings;
  }

  DaemonSettings settings() {
    return settings;
  }

  void are(DaemonSettings changed) {
    settings = changed;
  }
}
