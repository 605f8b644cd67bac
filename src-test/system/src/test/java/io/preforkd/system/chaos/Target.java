package io.preforkd.system.chaos;

/**
 * The pool that faults are struck at.
 *
 * @param worker as its key in the configuration
 * @param dispatch likewise
 * @param concurrency likewise
 */
public record Target(String worker, String dispatch, int concurrency) {

  /** Whose children have one connection each. */
  public Target(String worker, String dispatch) {
    this(worker, dispatch, 1);
  }

  /** Processes of the pool that are no children, at rest. */
  int templates() {
    return worker.startsWith("{template:") ? 1 : 0;
  }
}
