package io.preforkd.pool;

/** What a scaling algorithm may look at. It is live: read it during the call only. */
public interface PoolView {
  /** Time of the event after which the algorithm is asked. */
  long now();

  PoolSpec spec();

  /**
   * Connections that children could take beyond one for each order that is out: for children that
   * hold one at a time, how many are idle.
   */
  int idle();

  /** The same of children that were told to accept without orders, as far as is known. */
  int free();

  /**
   * Children that could be told to leave now. One with connections may hold its slot for long:
   * where no other is left it stays.
   */
  int ready();

  /** Children that have not said idle yet. */
  int starting();

  /** Children that have not been told to go: starting, idle, ordered, busy. */
  int active();

  /** Processes, those included that were told to go. */
  int living();

  /** Connections that wait while nobody is idle; 0 if somebody is, since he will be ordered. */
  int waiting();

  /** Whether the event was a child's report. */
  boolean afterReport();
}
