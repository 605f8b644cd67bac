package io.preforkd.config;

/**
 * What is done when memory runs short.
 *
 * @param stalled per cent of time in which somebody waited for memory, 1 to 100
 * @param used per cent of the memory limit, 1 to 100
 */
public record PressureSettings(Watch watch, int stalled, int used) {

  /** Whether anybody looks. */
  public enum Watch {
    /** Once a second. */
    ON,
    /** Never. */
    OFF
  }
}
