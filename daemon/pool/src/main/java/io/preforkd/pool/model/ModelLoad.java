package io.preforkd.pool.model;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * A load drawn by chance. Times of arrival and of service are drawn apart, so that another service
 * time meets the same arrivals.
 *
 * @param duration nanoseconds, above 0
 * @param seed the same one gives the same connections
 */
public record ModelLoad(Arrivals arrivals, ServiceTime service, long duration, long seed)
    implements Load {
  private static final long ANOTHER = 0x9e3779b97f4a7c15L;

  @Override
  public Iterator<Connection> connections() {
    Arrivals.Clock clock = arrivals.clock(new Random(seed));
    Random services = new Random(seed ^ ANOTHER);
    return new Iterator<>() {
      private double next = clock.next();

      @Override
      public boolean hasNext() {
        return next < duration;
      }

      @Override
      public Connection next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the load is over");
        }
        Connection connection = new Connection((long) next, service.draw(services));
        next = clock.next();
        return connection;
      }
    };
  }
}
