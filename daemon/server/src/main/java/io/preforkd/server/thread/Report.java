package io.preforkd.server.thread;

import io.preforkd.server.child.ChildEvents;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.loop.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's words to the loop, and to the log, where a process would print them. */
final class Report {
  private static final Logger OUTPUT = LoggerFactory.getLogger("preforkd.output");
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private final EventLoop loop;
  private final ChildId id;
  private final ChildEvents events;

  Report(EventLoop loop, ChildId id, ChildEvents events) {
    this.loop = loop;
    this.id = id;
    this.events = events;
  }

  /** Tells of an event, after those before it. */
  void tell(Consumer<ChildEvents> event) {
    try {
      loop.execute(() -> event.accept(events));
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it whoever would have wanted to know.
    }
  }

  /** Tells of an event whatever it takes: without it the slot would never be free again. */
  void tellSurely(Consumer<ChildEvents> event) {
    boolean isTold = false;
    while (!isTold) {
      try {
        tell(event);
        isTold = true;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  /** Line by line. */
  void say(String text) {
    text.lines().forEach(line -> OUTPUT.info("{} | {}", id, line));
  }
}
