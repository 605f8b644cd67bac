package io.preforkd.server.capacity;

import io.preforkd.pool.model.Course;

/**
 * What children cost.
 *
 * @param child bytes of each
 * @param base bytes that are there once, as those that children share
 */
public record Memory(long child, long base) {

  /** The most at one time, bytes. */
  double most(Course course) {
    return base + (double) child * course.mostLiving();
  }

  /** Bytes. */
  double mean(Course course) {
    return base + child * course.meanLiving();
  }
}
