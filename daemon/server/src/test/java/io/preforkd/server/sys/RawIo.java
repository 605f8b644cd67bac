package io.preforkd.server.sys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import jnr.ffi.LibraryLoader;

/** Calls that only tests need: the daemon never accepts, and reads and writes through its loop. */
public final class RawIo {

  /** Public because jnr implements it in a class loader of its own. */
  public interface Calls {
    int accept4(int fd, long address, long length, int flags);

    long read(int fd, ByteBuffer bytes, long length);

    long write(int fd, byte[] bytes, long length);

    int poll(short[] pollfd, long count, int millis);
  }

  static final Calls CALLS = LibraryLoader.create(Calls.class).load("libc.so.6");

  private static final int DEADLINE_MILLIS = 10_000;
  private static final short POLLIN = 1;

  private RawIo() {}

  /** Waits for a connection on a non-blocking listener, and takes it. */
  public static int accept(int listener) throws KernelException {
    awaitReadable(listener);
    return Libc.check(CALLS.accept4(listener, 0, 0, 0), "accept4", listener);
  }

  /** Waits for something to read, and reads it; empty at the end of the stream. */
  public static String read(int fd) throws KernelException {
    awaitReadable(fd);
    ByteBuffer bytes = ByteBuffer.allocateDirect(65536);
    int n = Libc.check((int) CALLS.read(fd, bytes, bytes.capacity()), "read", fd);
    return StandardCharsets.UTF_8.decode(bytes.limit(n)).toString();
  }

  /** Reads to the end of the stream. */
  public static String readAll(int fd) throws KernelException {
    StringBuilder all = new StringBuilder();
    for (String part = read(fd); !part.isEmpty(); part = read(fd)) {
      all.append(part);
    }
    return all.toString();
  }

  static void write(int fd, String text) throws KernelException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Libc.check((int) CALLS.write(fd, bytes, bytes.length), "write", fd);
  }

  public static boolean isReadable(int fd) {
    return poll(fd, 0);
  }

  public static void awaitReadable(int fd) {
    if (!poll(fd, DEADLINE_MILLIS)) {
      throw new AssertionError(
          "nothing to read on descriptor " + fd + " within " + DEADLINE_MILLIS + " ms");
    }
  }

  private static boolean poll(int fd, int millis) {
    short[] pollfd = {(short) fd, 0, POLLIN, 0};
    return CALLS.poll(pollfd, 1, millis) == 1;
  }
}
