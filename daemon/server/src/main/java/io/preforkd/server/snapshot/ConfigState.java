package io.preforkd.server.snapshot;

/**
 * The configuration in force, and what became of the last attempt to change it.
 *
 * @param hash of its values
 * @param isLastLoadGood whether the start, or the last reload, succeeded as a whole
 * @param loadedAt seconds since the epoch at which a configuration was last loaded with success
 * @param reloadSeconds how long the last reload took, well or not; 0 if there was none
 */
public record ConfigState(
    String hash, boolean isLastLoadGood, double loadedAt, double reloadSeconds) {
  /** Before there is one. */
  public static final ConfigState NONE = new ConfigState("", true, 0, 0);
}
