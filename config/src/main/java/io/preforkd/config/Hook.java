package io.preforkd.config;

/** A moment in a pool's life at which a command of the operator's runs. */
public enum Hook {
  BEFORE_START,
  AFTER_START,
  BEFORE_STOP,
  CHILD_STARTED,
  CHILD_EXITED,
  ON_RELOAD;

  /** Its name, as the operator writes it. */
  @Override
  public String toString() {
    return Words.of(this);
  }
}
