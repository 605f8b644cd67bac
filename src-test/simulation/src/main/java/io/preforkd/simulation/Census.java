package io.preforkd.simulation;

import java.util.EnumMap;
import java.util.Map;

/** What has become of all clients of a pool. */
public final class Census {
  private final Map<Client.Fate, Integer> counts = new EnumMap<>(Client.Fate.class);

  void count(Client.Fate fate) {
    counts.merge(fate, 1, Integer::sum);
  }

  private int of(Client.Fate fate) {
    return counts.getOrDefault(fate, 0);
  }

  /** Clients who were accepted and have neither been served nor lost with their child. */
  public int unaccounted() {
    return of(Client.Fate.ACCEPTED) - of(Client.Fate.SERVED) - of(Client.Fate.LOST);
  }

  /** Clients who were queued and then neither accepted, nor gone, nor reset. */
  public int queued() {
    return of(Client.Fate.QUEUED)
        - of(Client.Fate.ACCEPTED)
        - of(Client.Fate.ABANDONED)
        - of(Client.Fate.RESET);
  }

  public int reset() {
    return of(Client.Fate.RESET);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
