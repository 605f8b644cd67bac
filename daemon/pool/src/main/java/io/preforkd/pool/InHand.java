package io.preforkd.pool;

/** What is known of the connection that a child holds, if it holds one. */
final class InHand {
  private static final long NONE = Long.MIN_VALUE;

  private long since = NONE;
  private long extendedAt = NONE;
  private long extendedUntil = NONE;
  private boolean toldOf;
  private boolean askedFor;

  boolean isThere() {
    return since != NONE;
  }

  void begin(long time) {
    extendedAt = NONE;
    acceptedAt(time);
  }

  /** It turns out to be a later one; an extension since then was for it. */
  void acceptedAt(long time) {
    since = time;
    toldOf = false;
  }

  void end() {
    since = NONE;
    extendedAt = NONE;
    toldOf = false;
    askedFor = false;
  }

  /** When it was accepted, as far as is known; it may have been another one, accepted since. */
  long since() {
    return since;
  }

  /** The child wants that much time for the connection that it holds now. */
  void extend(long now, long until) {
    extendedUntil = isExtended() ? Math.max(extendedUntil, until) : until;
    extendedAt = now;
  }

  private boolean isExtended() {
    return extendedAt != NONE && extendedAt >= since;
  }

  /** When a limit of that length is over; {@link Alarm#NEVER} if it is 0, which is none. */
  long limit(long nanos) {
    if (nanos == 0) {
      return Alarm.NEVER;
    }
    return isExtended() ? Math.max(since + nanos, extendedUntil) : since + nanos;
  }

  /** Whether it has been told of as slow. */
  boolean isToldOf() {
    return toldOf;
  }

  void toldOf() {
    toldOf = true;
  }

  /** Whether the answer is awaited, since when it is in hand. */
  boolean isAskedFor() {
    return askedFor;
  }

  void askedFor(boolean now) {
    askedFor = now;
  }

  /** Nobody could act since {@code actedAt}: that time does not count. */
  void forgive(long now, long actedAt) {
    if (isThere() && since <= actedAt) {
      since += now - actedAt;
      extendedAt += extendedAt == NONE ? 0 : now - actedAt;
      extendedUntil += extendedAt == NONE ? 0 : now - actedAt;
    }
  }

  void note(Notes notes) {
    since = notes.number("since", since);
    extendedAt = notes.number("extendedAt", extendedAt);
    extendedUntil = notes.number("extendedUntil", extendedUntil);
    toldOf = notes.flag("toldOf", toldOf);
    askedFor = notes.flag("askedFor", askedFor);
  }
}
