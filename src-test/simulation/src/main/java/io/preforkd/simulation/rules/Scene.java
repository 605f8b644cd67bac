package io.preforkd.simulation.rules;

import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Quota;

/** The world around one pool, as it really is. */
public interface Scene {
  /** What clocks show. */
  long now();

  /** Clock time in which the parent could not act, in all. */
  long frozen();

  Pool pool();

  PoolSpec spec();

  /** Whether {@code Spares} decides on the size; else {@code SpamdScaling} does. */
  boolean usesSpares();

  Quota quota();

  /** Living children over all pools, counted by hand. */
  int livingEverywhere();

  int quotaLimit();

  /** Children that are set aside for other pools, counted by hand. */
  int reservedElsewhere();

  /** Clients in the queue of this listener, and those whom the parent has in hand. */
  int queued(int listener);

  /** For how many slots there are sockets of their own; else 1. */
  int sockets();

  /** Clients who wait for the child of this slot and can be accepted by nobody else. */
  int queuedFor(int slot);

  /** How often a connection from this listener was accepted or given to a child, in all. */
  int accepted(int listener);

  /** Whether the child in this slot would obey an order at once. */
  boolean isResponsive(int slot);

  /** Whether the child in this slot can take no further connection. */
  boolean isFull(int slot);
}
