package io.preforkd.server.sys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jnr.constants.platform.Errno;
import jnr.ffi.Pointer;

/**
 * An accepted connection on a UNIX socket, for a thread that may wait: each wait has its deadline,
 * and {@link #end} ends all of them, from any thread.
 */
public final class LocalStream implements LocalClient {
  private static final int SO_PEERCRED = 17;
  private static final int SO_PEERGROUPS = 59;
  private static final int UCRED_BYTES = 12;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SHUT_RDWR = 2;

  /** NGROUPS_MAX of Linux. */
  private static final int MAX_GROUPS = 65_536;

  private static final int CHUNK = 4096;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final int POLLHUP = 16;
  private static final short HANG_UP_ONLY = 0;
  private static final int POLLFD_BYTES = 8;
  private static final int FOR_EVER = -1;

  private final int fd;
  private final Pointer chunk = Libc.memory(CHUNK);
  private Optional<PeerIds> peer = Optional.empty();
  private boolean isClosed;

  private LocalStream(int fd) {
    this.fd = fd;
  }

  /**
   * Waits for a client; empty if the listening socket was ended by {@link #end(int)}.
   *
   * @param listener a non-blocking listening socket
   */
  public static Optional<LocalStream> accept(int listener) throws KernelException {
    while ((poll(listener, POLLIN, FOR_EVER) & POLLHUP) == 0) {
      int flags = Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC;
      int fd = Libc.CALLS.accept4(listener, null, null, flags);
      if (fd >= 0) {
        return Optional.of(new LocalStream(Descriptors.raise(fd)));
      }
      int errno = Libc.errno();
      if (errno != Errno.EAGAIN.intValue() && errno != Errno.EINTR.intValue()) {
        throw Libc.failure("accept", "descriptor " + listener);
      }
    }
    return Optional.empty();
  }

  /** Wakes whoever waits at this socket, listening or connected; nothing more goes through it. */
  public static void end(int fd) {
    int ignored = Libc.CALLS.shutdown(fd, SHUT_RDWR);
  }

  @Override
  public synchronized void end() {
    if (!isClosed) {
      end(fd);
    }
  }

  @Override
  public int duplicate() throws KernelException {
    return Descriptors.duplicate(fd);
  }

  /** Takes over a connection that was duplicated. */
  public static LocalStream of(int fd) {
    return new LocalStream(fd);
  }

  @Override
  public String who() throws KernelException {
    return peer().toString();
  }

  /** Asked for once: it stays what it was when he connected, and takes room for all his groups. */
  public PeerIds peer() throws KernelException {
    if (peer.isEmpty()) {
      peer = Optional.of(ids());
    }
    return peer.get();
  }

  private PeerIds ids() throws KernelException {
    Pointer ids = Libc.memory(UCRED_BYTES);
    option(SO_PEERCRED, ids, new int[] {UCRED_BYTES}, "SO_PEERCRED");
    return new PeerIds(ids.getInt(0), ids.getInt(4), ids.getInt(8), groups());
  }

  private List<Integer> groups() throws KernelException {
    Pointer numbers = Libc.memory(MAX_GROUPS * Integer.BYTES);
    int[] length = {MAX_GROUPS * Integer.BYTES};
    option(SO_PEERGROUPS, numbers, length, "SO_PEERGROUPS");
    List<Integer> groups = new ArrayList<>();
    for (int at = 0; at < length[0]; at += Integer.BYTES) {
      groups.add(numbers.getInt(at));
    }
    return groups;
  }

  private void option(int option, Pointer value, int[] length, String name) throws KernelException {
    Libc.check(
        Libc.CALLS.getsockopt(fd, Sockets.SOL_SOCKET, option, value, length),
        "getsockopt(" + name + ")",
        "descriptor " + fd);
  }

  @Override
  public int read(byte[] into, int millis) throws KernelException {
    if (poll(fd, POLLIN, millis) == 0) {
      return -1;
    }
    long count = Libc.CALLS.recv(fd, chunk, Math.min(into.length, CHUNK), 0);
    if (count < 0) {
      return hasGone("recv") ? 0 : -1;
    }
    chunk.get(0, into, 0, (int) count);
    return (int) count;
  }

  @Override
  public boolean write(byte[] bytes, int millis) throws KernelException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (int done = 0; done < bytes.length; ) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || poll(fd, POLLOUT, (int) left) == 0) {
        return false;
      }
      int length = Math.min(CHUNK, bytes.length - done);
      chunk.put(0, bytes, done, length);
      long count = Libc.CALLS.send(fd, chunk, length, MSG_NOSIGNAL);
      if (count < 0 && hasGone("send")) {
        return false;
      }
      done += (int) Math.max(0, count);
    }
    return true;
  }

  @Override
  public boolean isClosedByPeer() throws KernelException {
    return poll(fd, HANG_UP_ONLY, 0) != 0;
  }

  /** False if the call is merely to be tried again. */
  private boolean hasGone(String call) throws KernelException {
    int errno = Libc.errno();
    if (errno == Errno.EAGAIN.intValue() || errno == Errno.EINTR.intValue()) {
      return false;
    }
    if (errno == Errno.EPIPE.intValue() || errno == Errno.ECONNRESET.intValue()) {
      return true;
    }
    throw Libc.failure(call, "descriptor " + fd);
  }

  /** What is so, in the bits of poll(2); 0 if nothing is, or the call was interrupted. */
  private static int poll(int fd, short events, int millis) throws KernelException {
    Pointer polled = Libc.memory(POLLFD_BYTES);
    polled.putInt(0, fd);
    polled.putShort(4, events);
    int found = Libc.CALLS.poll(polled, 1, millis);
    if (found < 0 && Libc.errno() != Errno.EINTR.intValue()) {
      throw Libc.failure("poll", "descriptor " + fd);
    }
    return found > 0 ? polled.getShort(6) : 0;
  }

  /** The number may be a stranger's a moment later, so it is used no more, and closed once. */
  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      Descriptors.close(fd);
    }
  }
}
