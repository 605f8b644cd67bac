package io.preforkd.config;

/** How a pool finds its size. */
public enum Mode {
  /** Always {@code max} children. */
  STATIC,
  /** Between {@code min} and {@code max}, with spares. */
  DYNAMIC,
  /** None until a connection waits, up to {@code max}. */
  ON_DEMAND
}
