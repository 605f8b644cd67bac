package io.preforkd.pool.model;

import java.util.List;
import java.util.Random;

/**
 * When clients come: at rates that change in steps, over and over.
 *
 * @param steps at least one with a rate above 0
 * @param random whether they come by chance (Poisson), or evenly
 */
public record Arrivals(List<Step> steps, boolean random) {
  private static final double SECOND = 1e9;

  /**
   * A time with one rate.
   *
   * @param rate clients a second, 0 or more
   * @param length nanoseconds, above 0
   */
  public record Step(double rate, long length) {
    public Step {
      if (!(rate >= 0) || length <= 0) {
        throw new IllegalArgumentException("a step has a rate from 0 on and a time above 0");
      }
    }
  }

  public Arrivals {
    steps = List.copyOf(steps);
    if (steps.stream().noneMatch(step -> step.rate() > 0)) {
      throw new IllegalArgumentException("nobody comes: every rate is 0");
    }
  }

  /** By chance at one rate, clients a second. */
  public static Arrivals poisson(double rate) {
    return new Arrivals(List.of(new Step(rate, Long.MAX_VALUE)), true);
  }

  /** Evenly at one rate, clients a second. */
  public static Arrivals constant(double rate) {
    return new Arrivals(List.of(new Step(rate, Long.MAX_VALUE)), false);
  }

  /** Nanoseconds until the steps begin again; {@link Long#MAX_VALUE} if there is but one rate. */
  public long period() {
    return steps.stream().mapToLong(Step::length).reduce(0, Arrivals::sum);
  }

  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  Clock clock(Random dice) {
    return new Clock(dice);
  }

  /** Draws one time after the other. */
  final class Clock {
    private final Random dice;
    private int step;
    private double inStep;
    private double begun;

    private Clock(Random dice) {
      this.dice = dice;
    }

    /** The next time, nanoseconds from the beginning. */
    double next() {
      double due = random ? -StrictMath.log(1 - dice.nextDouble()) : 1;
      while (due > left()) {
        due -= left();
        begun += steps.get(step).length();
        inStep = 0;
        step = (step + 1) % steps.size();
      }
      inStep += due / steps.get(step).rate() * SECOND;
      return begun + inStep;
    }

    /** How many are still expected in this step. */
    private double left() {
      Step now = steps.get(step);
      return now.rate() * Math.max(0, now.length() - inStep) / SECOND;
    }
  }
}
