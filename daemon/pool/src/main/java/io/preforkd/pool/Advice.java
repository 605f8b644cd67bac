package io.preforkd.pool;

/**
 * What a scaling algorithm wants.
 *
 * @param start children to start, 0 or more; the pool starts fewer where a limit or a pause stands
 *     in the way
 * @param reason why they are to be started
 * @param drain idle children that are to leave, highest number first, 0 or more
 * @param askAgainAt when to ask again even if nothing happens; {@link #NEVER} if there is no need
 */
public record Advice(int start, SpawnReason reason, int drain, long askAgainAt) {
  public static final long NEVER = Alarm.NEVER;
  private static final Advice NOTHING = new Advice(0, SpawnReason.SPARES, 0, NEVER);

  public static Advice nothing() {
    return NOTHING;
  }

  public static Advice askAgainAt(long time) {
    return new Advice(0, SpawnReason.SPARES, 0, time);
  }

  public static Advice start(int children, SpawnReason reason, long askAgainAt) {
    return new Advice(children, reason, 0, askAgainAt);
  }

  public static Advice drain(int children, long askAgainAt) {
    return new Advice(0, SpawnReason.SPARES, children, askAgainAt);
  }
}
