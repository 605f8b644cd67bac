package io.preforkd.pool.model;

/** How many children there were from time to time, and the longest wait of each interval. */
public final class Course {
  /** Intervals of the whole load. */
  public static final int INTERVALS = 240;

  private final double width;
  private final double[] living = new double[INTERVALS];
  private final double[] busy = new double[INTERVALS];
  private final long[] waits = new long[INTERVALS];
  private int livingNow;
  private int busyNow;
  private int most;
  private long until;

  /**
   * @param duration of the load, nanoseconds
   */
  Course(long duration) {
    width = (double) duration / INTERVALS;
  }

  /** From this time on there are so many; what was before counts up to it. */
  void are(long now, int livingThen, int busyThen) {
    spread(now);
    livingNow = livingThen;
    busyNow = busyThen;
    most = Math.max(most, livingNow);
  }

  private void spread(long now) {
    double from = until;
    int last = interval(now);
    for (int i = interval(until); i <= last; i++) {
      double to = i == last ? now : (i + 1) * width;
      living[i] += livingNow * (to - from) / width;
      busy[i] += busyNow * (to - from) / width;
      from = to;
    }
    until = now;
  }

  void waited(long now, long nanos) {
    int interval = interval(now);
    waits[interval] = Math.max(waits[interval], nanos);
  }

  private int interval(long now) {
    return Math.min(INTERVALS - 1, (int) (now / width));
  }

  /** Mean number of processes in this interval. */
  public double living(int interval) {
    return living[interval];
  }

  /** The longest wait that ended in this interval, nanoseconds. */
  public long wait(int interval) {
    return waits[interval];
  }

  /** Mean number of processes. */
  public double meanLiving() {
    return mean(living);
  }

  /** Mean number of those that were ordered or served somebody. */
  public double meanBusy() {
    return mean(busy);
  }

  private static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  /** Most processes at one time. */
  public int mostLiving() {
    return most;
  }
}
