package io.preforkd.server.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

/**
 * One descriptor's place in epoll. It starts disarmed and does not own the descriptor.
 *
 * <p>Close it before the descriptor: other processes share our sockets, and epoll would go on
 * reporting one that is closed only here.
 */
public final class FdWatch implements AutoCloseable {

  // sys/epoll.h
  private static final int EPOLLIN = 0x1;
  private static final int EPOLLERR = 0x8;
  private static final int EPOLLHUP = 0x10;
  private static final int EPOLLRDHUP = 0x2000;
  private static final int EPOLLONESHOT = 1 << 30;
  private static final int ANY_HANGUP = EPOLLERR | EPOLLHUP | EPOLLRDHUP;

  private static final EpollIoOps ONCE = EpollIoOps.valueOf(EPOLLIN | EPOLLONESHOT);
  private static final EpollIoOps ALWAYS = EpollIoOps.valueOf(EPOLLIN | EPOLLRDHUP);

  /**
   * epoll always reports errors and hang-ups; this way once only, and not in a circle while nobody
   * wants to know.
   */
  private static final EpollIoOps QUIET = EpollIoOps.valueOf(EPOLLERR | EPOLLONESHOT);

  private final EventLoop loop;
  private final int fd;
  private final FdHandler handler;
  private final IoRegistration registration;
  private EpollIoOps interest = QUIET;
  private long changedInTurn;

  FdWatch(EventLoop loop, int fd, FdHandler handler) {
    this.loop = loop;
    this.fd = fd;
    this.handler = handler;
    this.registration = loop.register(new Handle(this));
  }

  /** Asks for the next readiness only, at once if it is there already. */
  public void armOnce() {
    want(ONCE);
  }

  /**
   * Asks to be called in every turn in which there is something to read or the other side has
   * closed.
   */
  public void armAlways() {
    want(ALWAYS);
  }

  /**
   * No more calls until it is armed again, not even for what the current turn has still in hand.
   */
  public void disarm() {
    want(QUIET);
  }

  /** Whether a call may come. */
  public boolean isArmed() {
    return !interest.equals(QUIET);
  }

  /** Ends it, and leaves the descriptor open. */
  @Override
  public void close() {
    loop.requireInLoop();
    interest = QUIET;
    if (registration.cancel()) {
      loop.forget(fd);
    }
  }

  private void want(EpollIoOps wanted) {
    loop.requireInLoop();
    if (!registration.isValid()) {
      throw new IllegalStateException("the watch of descriptor " + fd + " is closed");
    }
    if (!interest.equals(wanted)) {
      interest = wanted;
      changedInTurn = loop.turn();
      registration.submit(wanted);
    }
  }

  /**
   * An event that was fetched before the last change belongs to the arming before it, or to an
   * earlier owner of the number.
   */
  private void handle(int events) {
    if (interest.equals(QUIET) || changedInTurn == loop.turn()) {
      return;
    }
    if (interest.equals(ONCE)) {
      interest = QUIET; // as the kernel has it already
    }
    handler.ready((events & EPOLLIN) != 0, (events & ANY_HANGUP) != 0);
  }

  /** What Netty sees; a class of its own so that nobody else does. */
  private record Handle(FdWatch watch, FileDescriptor fd) implements EpollIoHandle {

    Handle(FdWatch watch) {
      this(watch, new FileDescriptor(watch.fd));
    }

    /** Nothing may escape: Netty would log it in its own words, and then sleep for a second. */
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      try {
        watch.handle(((EpollIoEvent) event).ops().value());
      } catch (Throwable t) {
        watch.loop.report(t);
      }
    }

    /** The descriptor is not ours to close. */
    @Override
    public void close() {}
  }
}
