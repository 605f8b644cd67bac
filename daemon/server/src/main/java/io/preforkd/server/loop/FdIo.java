package io.preforkd.server.loop;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.preforkd.server.sys.KernelException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads and writes one non-blocking descriptor. It does not own it.
 *
 * <p>By Netty's native calls, which cost a fraction of a microsecond over the system call.
 */
public final class FdIo {

  /** Nothing could be moved without waiting. */
  public static final int WOULD_BLOCK = 0;

  /** The other side has closed, and all it had written was read. */
  public static final int END = -1;

  static {
    Epoll.ensureAvailability(); // loads the native library, which FileDescriptor does not do by
    // itself
  }

  private final FileDescriptor descriptor;

  /** The same, made when it is needed first, since it asks the kernel what kind of socket it is. */
  private Socket socket;

  public FdIo(int fd) {
    this.descriptor = new FileDescriptor(fd);
  }

  /**
   * Reads into what is left of a direct buffer, and moves its position.
   *
   * @param buffer direct, with at least one byte left
   * @return the number of bytes, {@link #WOULD_BLOCK} or {@link #END}
   * @throws KernelException for example ECONNRESET
   */
  public int read(ByteBuffer buffer) throws KernelException {
    try {
      int n = descriptor.read(buffer, buffer.position(), buffer.limit());
      return moved(buffer, n);
    } catch (IOException e) {
      throw translated("read", e);
    }
  }

  /** As {@link #read}, where a connection that has broken is as one that has ended. */
  public int readToEnd(ByteBuffer buffer) {
    try {
      return read(buffer);
    } catch (KernelException e) {
      return END;
    }
  }

  /**
   * Writes what it can of a direct buffer, and moves its position.
   *
   * @param buffer direct, with at least one byte left
   * @return the number of bytes, or {@link #WOULD_BLOCK}
   * @throws KernelException for example EPIPE; the JVM ignores SIGPIPE
   */
  public int write(ByteBuffer buffer) throws KernelException {
    try {
      return moved(buffer, descriptor.write(buffer, buffer.position(), buffer.limit()));
    } catch (IOException e) {
      throw translated("write", e);
    }
  }

  /**
   * Sends one byte, whose value is left to chance, with a copy of our descriptor, over an AF_UNIX
   * socket.
   *
   * @return false if there is no room
   * @throws KernelException for example EPIPE, or ETOOMANYREFS: too many are under way
   */
  public boolean sendDescriptor(int number) throws KernelException {
    try {
      if (socket == null) {
        socket = new Socket(descriptor.intValue());
      }
      return socket.sendFd(number) > 0;
    } catch (IOException e) {
      throw translated("sendmsg", e);
    }
  }

  private static int moved(ByteBuffer buffer, int n) {
    if (n > 0) {
      buffer.position(buffer.position() + n);
    }
    return n;
  }

  private KernelException translated(String call, IOException e) {
    if (e instanceof Errors.NativeIoException refused) {
      return new KernelException(
          call, -refused.expectedErr(), "descriptor " + descriptor.intValue());
    }
    throw new IllegalStateException(
        call + " of descriptor " + descriptor.intValue() + ", which is not open", e);
  }
}
