package io.preforkd.spamd.protocol;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a client tells of a message.
 *
 * @param messageClass what it is; always there if {@code set} has {@link Store#LOCAL}
 * @param set where it is to be learned or reported
 * @param remove where it is to be forgotten or revoked; no member of {@code set}
 */
public record Tell(Optional<MessageClass> messageClass, Set<Store> set, Set<Store> remove) {
  public Tell {
    set = copy(set);
    remove = copy(remove);
  }

  /** In the order of the enum, which is that of the replies. */
  private static Set<Store> copy(Set<Store> stores) {
    Set<Store> copy = EnumSet.noneOf(Store.class);
    copy.addAll(stores);
    return Collections.unmodifiableSet(copy);
  }

  /** What a message is. */
  public enum MessageClass {
    SPAM,
    HAM;

    /** The word of the protocol. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who learns of it: the scanner's own memory, or others, as a reporting service. */
  public enum Store {
    LOCAL,
    REMOTE;

    /** The word of the protocol. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
