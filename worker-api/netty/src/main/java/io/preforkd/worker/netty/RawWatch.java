package io.preforkd.worker.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.function.Consumer;

/** Watches a descriptor that is not Netty's to read, to accept from, or to close. */
final class RawWatch {
  private final IoRegistration registration;

  /** What is done when there is something to read. */
  interface Task {
    void run() throws IOException;
  }

  /**
   * @param faults told what the task throws
   */
  RawWatch(IoEventLoop loop, int fd, EpollIoOps interest, Task task, Consumer<Throwable> faults) {
    registration =
        loop.register(new Handle(new FileDescriptor(fd), task, faults))
            .syncUninterruptibly()
            .getNow();
    registration.submit(interest);
  }

  /** Ends it; to be done before the descriptor is closed. */
  void close() {
    registration.cancel();
  }

  /** What Netty sees. */
  private record Handle(FileDescriptor fd, Task task, Consumer<Throwable> faults)
      implements EpollIoHandle {

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      try {
        task.run();
      } catch (Throwable e) {
        faults.accept(e);
      }
    }

    @Override
    public void close() {}
  }
}
