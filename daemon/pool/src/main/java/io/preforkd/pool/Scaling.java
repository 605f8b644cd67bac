package io.preforkd.pool;

/** What decides a pool's size; the names are those of the configuration. */
public enum Scaling {
  SPARES,
  SPAMD;

  /** A new one, for one pool. */
  public ScalingAlgorithm algorithm() {
    return switch (this) {
      case SPARES -> new Spares();
      case SPAMD -> new SpamdScaling();
    };
  }
}
