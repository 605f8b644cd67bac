package io.preforkd.worker.runtime;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * How a virtual thread waits for a client with a limit: as the JDK's channels do. By a method
 * handle, since a call by reflection would hold the thread that carries it.
 */
final class Parking {
  private static final int POLLIN = 1;

  private final MethodHandle park;

  Parking() {
    try {
      park =
          MethodHandles.lookup()
              .unreflect(
                  InheritedSockets.opened("sun.nio.ch.SelChImpl", "park", int.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no sun.nio.ch.SelChImpl.park", e);
    }
  }

  /** Returns when there is something to read, or so many milliseconds later. */
  void await(SocketChannel channel, long millis) throws IOException {
    try {
      park.invoke(channel, POLLIN, TimeUnit.MILLISECONDS.toNanos(millis));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
