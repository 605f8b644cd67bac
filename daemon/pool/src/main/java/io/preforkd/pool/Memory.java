package io.preforkd.pool;

/**
 * How short of memory the pool takes itself to be: as short as it was told, and for {@link #CALM}
 * after it was told so last, since a child that leaves relieves what it was told to go for.
 */
final class Memory {
  /** How long there must have been no pressure before the pool is as it was. */
  static final long CALM = 10_000_000_000L;

  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private long lastSome = LONG_AGO;
  private long lastFull = LONG_AGO;
  private long began;
  private Pressure told = Pressure.NONE;

  void is(Pressure level, long now) {
    lastSome = level == Pressure.NONE ? lastSome : now;
    lastFull = level == Pressure.FULL ? now : lastFull;
  }

  /** In force at this time. */
  Pressure at(long now) {
    if (now - lastFull < CALM) {
      return Pressure.FULL;
    }
    return now - lastSome < CALM ? Pressure.SOME : Pressure.NONE;
  }

  /** Tells whoever watches when the pressure rises, and when it has gone. */
  void check(long now, Outbox out, Alarm alarm) {
    Pressure level = at(now);
    if (told == Pressure.NONE && level != Pressure.NONE) {
      began = now;
    }
    if (level.compareTo(told) > 0) {
      out.add(new Action.Pressed(level));
    } else if (level == Pressure.NONE && told != Pressure.NONE) {
      out.add(new Action.Eased(now - began));
    }
    told = level;
    if (level != Pressure.NONE) {
      alarm.by((level == Pressure.FULL ? lastFull : lastSome) + CALM);
    }
  }

  /** What was told last. */
  Pressure told() {
    return told;
  }

  void note(Notes notes) {
    lastSome = notes.number("lastSome", lastSome);
    lastFull = notes.number("lastFull", lastFull);
    began = notes.number("began", began);
    told = notes.word("told", Pressure.class, told);
  }
}
