package io.preforkd.worker.runtime;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;

/**
 * The three system calls that the JDK has, but keeps for itself: use a descriptor by its number,
 * accept on it, poll it. The one place that reaches into the JDK on the way of every connection.
 *
 * <p>Why not the JDK's own server channel over such a descriptor: its accept also asks for the
 * local address and sets the blocking mode, and its channels' reads and writes keep books for
 * asynchronous close. Together that costs a child half as much again as the connection itself.
 * Needs {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}. {@code
 * -Djdk.reflect.useNativeAccessorOnly=true} spares newer JDKs a costly bootstrap at the first call.
 */
final class InheritedSockets {
  private static final String OPENS = "--add-opens java.base/sun.nio.ch=ALL-UNNAMED";
  private static final Integer POLLIN = 1;
  private static final Integer POLLOUT = 4;
  private static final Long NOW = 0L;

  private final Method newDescriptor;
  private final Method accept;
  private final Method poll;

  InheritedSockets() throws StartFault {
    try {
      newDescriptor = opened("sun.nio.ch.IOUtil", "newFD", int.class);
      accept =
          opened(
              "sun.nio.ch.Net",
              "accept",
              FileDescriptor.class,
              FileDescriptor.class,
              InetSocketAddress[].class);
      poll = opened("sun.nio.ch.Net", "poll", FileDescriptor.class, int.class, long.class);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new StartFault(
          StartFault.CONFIG,
          "this JDK ("
              + System.getProperty("java.version")
              + ") does not let its sockets be inherited: start it with "
              + OPENS
              + ", or use a JDK that preforkd is tested on",
          e);
    }
  }

  /** A private method of the JDK, made callable. */
  static Method opened(String type, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    Method method = Class.forName(type).getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  /** Stands for a descriptor that this process has inherited. */
  FileDescriptor descriptor(int number) throws IOException {
    return (FileDescriptor) call(newDescriptor, number);
  }

  /**
   * One accept(2), which does not wait because listeners are non-blocking.
   *
   * @param accepted becomes the connection
   * @param peer its one place takes the peer's address; without meaning for AF_UNIX
   * @return whether there was a connection
   */
  boolean accept(FileDescriptor listener, FileDescriptor accepted, InetSocketAddress[] peer)
      throws IOException {
    return (Integer) call(accept, listener, accepted, peer) > 0;
  }

  /**
   * Whether a read would not wait, because of data or of the end.
   *
   * @param millis how long to wait for it; -1 for ever
   */
  boolean readable(FileDescriptor descriptor, Long millis) throws IOException {
    return (Integer) call(poll, descriptor, POLLIN, millis) > 0;
  }

  /** Whether a short write would not wait. */
  boolean writable(FileDescriptor descriptor) throws IOException {
    return (Integer) call(poll, descriptor, POLLOUT, NOW) > 0;
  }

  /** Calls a static method of the JDK and throws what it throws. */
  static Object call(Method method, Object... arguments) throws IOException {
    try {
      return method.invoke(null, arguments);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    } catch (InvocationTargetException e) {
      throw rethrown(e.getCause());
    }
  }

  /** What a method of the JDK has thrown, if it is one of the kernel's errors. */
  static IOException rethrown(Throwable cause) {
    if (cause instanceof IOException failure) {
      return failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(cause);
  }
}
