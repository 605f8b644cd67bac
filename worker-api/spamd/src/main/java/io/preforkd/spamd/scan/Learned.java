package io.preforkd.spamd.scan;

import io.preforkd.spamd.protocol.Tell.Store;
import java.util.Set;

/**
 * What was done of a {@link io.preforkd.spamd.protocol.Tell}; nothing is an answer too, as for a
 * message that was learned before.
 *
 * @param set where the message has been learned or reported
 * @param removed where it has been forgotten or revoked
 */
public record Learned(Set<Store> set, Set<Store> removed) {
  public Learned {
    set = Set.copyOf(set);
    removed = Set.copyOf(removed);
  }
}
