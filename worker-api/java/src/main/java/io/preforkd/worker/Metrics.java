package io.preforkd.worker;

/**
 * What a worker counts and measures of its own work. The daemon publishes it with its own metrics,
 * with the label {@code pool}: counters and histograms as sums over all children that there ever
 * were, so that they never go back when one dies; gauges with the label {@code slot}, for as long
 * as their child lives.
 *
 * <p>For any thread, from {@link Handler#start} on. What is counted is kept, and sent before the
 * child is idle, but no more than once a second; a child that is killed takes with it what it has
 * counted since. What threads of the worker's own count while the child is idle is sent with the
 * next connection.
 *
 * <p>Each method gives back the same object for the same name and labels, whatever the rest. A name
 * is {@code [a-z][a-z0-9_]*}, tells its unit if there is one, in seconds or bytes, and has no
 * {@code _total} at its end, which Prometheus shows all the same; it begins with neither {@code
 * preforkd_}, {@code jvm_} nor {@code process_}. A gauge whose name ends in {@code _info} has the
 * value 1, and tells by its labels.
 *
 * <p>Labels are names and values by turns: {@code "command", "check"}. Each value makes a series of
 * its own, so values come from a short list and never from a client. A child has up to 1000 series,
 * and its pool as many; those above count nothing, as a line in the log says.
 */
public interface Metrics {

  /**
   * Counts what happens.
   *
   * @param help for people, in few words
   * @throws IllegalArgumentException if a name or a label may not be, or a name is another kind's
   */
  Counter counter(String name, String help, String... labels);

  /**
   * Tells what is.
   *
   * @param help for people, in few words
   * @throws IllegalArgumentException if a name or a label may not be, or a name is another kind's
   */
  Gauge gauge(String name, String help, String... labels);

  /**
   * Tells how large what happens is, or how long it takes.
   *
   * @param help for people, in few words
   * @param buckets upper bounds, ascending, 1 to 32
   * @throws IllegalArgumentException if a name or a label may not be, or a name is another kind's
   */
  Histogram histogram(String name, String help, double[] buckets, String... labels);

  /** What only grows. */
  interface Counter {

    /**
     * Adds so much.
     *
     * @throws IllegalArgumentException if it is not a finite number from 0
     */
    void add(double amount);

    /** Adds 1. */
    default void increment() {
      add(1);
    }
  }

  /** What goes up and down. */
  interface Gauge {

    /**
     * It is so much now.
     *
     * @throws IllegalArgumentException if it is not a finite number
     */
    void set(double value);
  }

  /** What is counted by its size. */
  interface Histogram {

    /**
     * One of this size.
     *
     * @throws IllegalArgumentException if it is not a finite number from 0
     */
    void observe(double value);
  }
}
