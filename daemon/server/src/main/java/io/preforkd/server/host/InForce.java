package io.preforkd.server.host;

import io.preforkd.config.ConfigCopy;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.LoadedConfig;

/** The daemon's own settings as they are now; each pool knows its own. Reload thread only. */
final class InForce {
  private LoadedConfig loaded;

  /**
   * @param loaded a configuration without faults
   */
  InForce(LoadedConfig loaded) {
    this.loaded = loaded;
  }

  DaemonSettings settings() {
    return loaded.settings().orElseThrow();
  }

  ConfigCopy copy() {
    return loaded.copy();
  }

  void are(LoadedConfig changed) {
    loaded = changed;
  }
}
