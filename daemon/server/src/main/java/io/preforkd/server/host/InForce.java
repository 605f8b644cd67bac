package io.preforkd.server.host;

import io.preforkd.config.ConfigCopy;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.EffectiveConfig;
import io.preforkd.config.LoadedConfig;

/**
 * The daemon's own settings as they are now; each pool knows its own. Reload thread only, but for
 * {@link #effective}.
 */
final class InForce {
  private volatile LoadedConfig loaded;

  /**
   * @param loaded a configuration without faults
   */
  InForce(LoadedConfig loaded) {
    this.loaded = loaded;
  }

  DaemonSettings settings() {
    return loaded.settings().orElseThrow();
  }

  /** Asked by any thread. */
  EffectiveConfig effective() {
    return loaded.effective();
  }

  ConfigCopy copy() {
    return loaded.copy();
  }

  void are(LoadedConfig changed) {
    loaded = changed;
  }
}
