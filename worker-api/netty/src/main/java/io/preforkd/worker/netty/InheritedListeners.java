package io.preforkd.worker.netty;

import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.Socket;
import io.preforkd.worker.runtime.AcceptFailure;
import java.io.IOException;
import java.util.Set;

/** The listening sockets, accepted from one connection at a time. */
final class InheritedListeners {
  private static final int FIRST = 3;

  // asm-generic/socket.h, sys/socket.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_DOMAIN = 39;
  private static final int AF_UNIX = 1;

  /** ECONNABORTED, EINTR, and EINVAL of an AF_UNIX listener that was shut down. */
  private static final Set<Integer> NOBODY = Set.of(103, 4, 22);

  private final Socket[] sockets;
  private final boolean[] isUnix;

  /** Long enough for any address, of which nothing is used. */
  private final byte[] address = new byte[128];

  InheritedListeners(int count) throws IOException {
    sockets = new Socket[count];
    isUnix = new boolean[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new Socket(FIRST + i);
      isUnix[i] = sockets[i].getIntOpt(SOL_SOCKET, SO_DOMAIN) == AF_UNIX;
    }
  }

  int count() {
    return sockets.length;
  }

  int descriptor(int listener) {
    return FIRST + listener;
  }

  /** Number of the back-channel, which is the next one. */
  int channel() {
    return FIRST + sockets.length;
  }

  boolean isUnix(int listener) {
    return isUnix[listener];
  }

  /**
   * One accept(2).
   *
   * @return the connection's descriptor, non-blocking, or -1 if nobody waits
   */
  int accept(int listener) throws AcceptFailure {
    try {
      return sockets[listener].accept(address);
    } catch (NativeIoException e) {
      int errno = -e.expectedErr();
      if (NOBODY.contains(errno)) {
        return -1;
      }
      throw new AcceptFailure(errno, e);
    } catch (IOException e) {
      throw new IllegalStateException("accept on a listener that is closed", e);
    }
  }
}
