package io.preforkd.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The end of the queue: writes where the configuration in force says, on the log's own thread. That
 * one alone closes what is in force no more, since it may be writing there.
 */
final class Outlet extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final Queue<Destinations> former = new ConcurrentLinkedQueue<>();
  private volatile Destinations current;
  private final AtomicLong lost = new AtomicLong();

  Outlet(LoggerContext context, Destinations destinations) {
    this.current = destinations;
    setContext(context);
    start();
  }

  Destinations current() {
    return current;
  }

  /** Lines that could not be written. */
  long lost() {
    return lost.get();
  }

  /** Writes there from now on; what is queued, too. */
  void use(Destinations next) {
    Destinations done = current;
    current = next;
    former.add(done); // not before, or it would be closed while it is in force
  }

  @Override
  protected void append(ILoggingEvent event) {
    closeFormer();
    if (!current.write(event)) {
      lost.incrementAndGet();
    }
  }

  private void closeFormer() {
    for (Destinations done = former.poll(); done != null; done = former.poll()) {
      done.close();
    }
  }

  @Override
  public void stop() {
    super.stop();
    closeFormer();
    current.close();
  }
}
