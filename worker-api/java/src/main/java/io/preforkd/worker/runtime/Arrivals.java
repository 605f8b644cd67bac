package io.preforkd.worker.runtime;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.reflect.Method;

/**
 * One wait for several descriptors: the JDK's own epoll. A selector would want channels, and would
 * make the back-channel non-blocking.
 *
 * <p>A listener tells of each client once, and so must be emptied before the wait. Otherwise one
 * that was shut down would wake its children for ever.
 */
final class Arrivals {
  private static final int EPOLLIN = 1;
  private static final int EPOLLET = 1 << 31;
  private static final int ADD = 1;
  private static final int FOR_EVER = -1;

  private final InheritedSockets sockets;
  private final Method wait;
  private final Method free;
  private final int epoll;
  private final int count;
  private final long events;

  /**
   * @param listeners their number; the back-channel is the descriptor after them
   */
  Arrivals(InheritedSockets sockets, int listeners) throws IOException {
    this.sockets = sockets;
    this.count = listeners + 1;
    this.wait = epoll("wait", int.class, long.class, int.class, int.class);
    this.free = epoll("freePollArray", long.class);
    this.epoll = (Integer) InheritedSockets.call(epoll("create"));
    this.events = (Long) InheritedSockets.call(epoll("allocatePollArray", int.class), count);
    Method control = epoll("ctl", int.class, int.class, int.class, int.class);
    int channel = Inheritance.FIRST_LISTENER + listeners;
    for (int fd = Inheritance.FIRST_LISTENER; fd < channel; fd++) {
      add(control, fd, EPOLLIN | EPOLLET);
    }
    add(control, channel, EPOLLIN);
  }

  /** Waits for a client that has not been told of, for a frame or for the channel's end. */
  void await() throws IOException {
    await(FOR_EVER);
  }

  /** The same for so many milliseconds, fewer than 2^31; -1 for ever. */
  void await(long millis) throws IOException {
    InheritedSockets.call(wait, epoll, events, count, (int) millis);
  }

  void close() {
    try {
      InheritedSockets.call(free, events);
      new FileInputStream(sockets.descriptor(epoll)).close();
    } catch (IOException e) {
      System.err.println("preforkd worker: closing an epoll: " + e.getMessage());
    }
  }

  private void add(Method control, int fd, int events) throws IOException {
    int errno = (Integer) InheritedSockets.call(control, epoll, ADD, fd, events);
    if (errno != 0) {
      close();
      throw new IOException("epoll_ctl of descriptor " + fd + " failed with error " + errno);
    }
  }

  private static Method epoll(String name, Class<?>... parameters) throws IOException {
    try {
      return InheritedSockets.opened("sun.nio.ch.EPoll", name, parameters);
    } catch (ReflectiveOperationException e) {
      throw new IOException("this JDK has no sun.nio.ch.EPoll." + name, e);
    }
  }
}
