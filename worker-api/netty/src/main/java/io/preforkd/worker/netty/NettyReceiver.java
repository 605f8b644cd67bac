package io.preforkd.worker.netty;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import io.preforkd.worker.runtime.DescriptorReceiver;
import java.io.IOException;

/** Receives descriptors by Netty's native code, which reads one byte for each. */
public final class NettyReceiver implements DescriptorReceiver {
  private static final int NONE = -1;

  public NettyReceiver() {
    Epoll.ensureAvailability(); // loads the native library
  }

  /**
   * A descriptor that has not come shows as any error that happened before, so no error tells more
   * than that. What is wrong with the channel itself, its next read finds.
   */
  @Override
  public int receive(int channel) {
    try {
      int descriptor = new Socket(channel).recvFd();
      return descriptor > 0 ? descriptor : NONE;
    } catch (IOException e) {
      return NONE;
    }
  }
}
