package io.preforkd.spamd.host.options;

/**
 * How many children there are. spamd starts as many as it likes to have idle and never has fewer
 * again, so that number is the minimum here; what does not fit together is clamped as it does it.
 *
 * @param min children that there always are, and that are started at first; 1 or more
 * @param max at least {@code min}
 * @param minSpare fewer idle ones, and more are started
 * @param maxSpare more idle ones, and some leave; from {@code minSpare} to {@code max}
 * @param connections after which a child is replaced, 1 or more
 * @param isRoundRobin whether there are always {@code max}, which accept by themselves
 */
public record Sizes(
    int min, int max, int minSpare, int maxSpare, int connections, boolean isRoundRobin) {
  /** Of a pool of preforkd. */
  private static final int MOST = 32_768;

  private static final int MOST_CONNECTIONS = 999_999_999;
  private static final int MAX = 5;
  private static final int CONNECTIONS = 200;

  static Sizes of(Arguments given) {
    int max = Math.min(MOST, positive(given, "max-children", MAX));
    int connections = positive(given, "max-conn-per-child", CONNECTIONS);
    int floor = Math.min(MOST, Math.max(1, given.number("min-children").orElse(1)));
    int minSpare = Math.max(0, given.number("min-spare").orElse(1));
    minSpare = minSpare > max ? max - 1 : minSpare;
    int maxSpare = given.number("max-spare").orElse(2);
    maxSpare = maxSpare < minSpare ? minSpare + 1 : maxSpare;
    boolean isRoundRobin = given.has("round-robin");
    int min = isRoundRobin ? max : Math.max(Math.min(max, maxSpare), floor);
    int most = Math.max(max, min);
    return new Sizes(
        min,
        most,
        minSpare,
        Math.min(maxSpare, most),
        Math.min(MOST_CONNECTIONS, connections),
        isRoundRobin);
  }

  /** A number below 1 is as good as none. */
  private static int positive(Arguments given, String option, int standard) {
    return given.number(option).filter(number -> number >= 1).orElse(standard);
  }
}
