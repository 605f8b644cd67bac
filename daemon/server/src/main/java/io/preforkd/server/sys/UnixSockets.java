package io.preforkd.server.sys;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import jnr.constants.platform.Errno;

/** Listening on AF_UNIX stream sockets: files and abstract names. */
public final class UnixSockets {

  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;

  private UnixSockets() {}

  /**
   * Makes a listening socket under an abstract name, which no file stands for and no mode protects.
   *
   * @param name starts with {@code @}
   */
  public static int listenAbstract(String name, int backlog) throws KernelException {
    int fd = Sockets.stream(Sockets.AF_UNIX, name);
    try {
      Sockets.bind(fd, SocketAddresses.encode(name), name);
      Sockets.listen(fd, backlog, name);
      return fd;
    } catch (KernelException | RuntimeException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /**
   * Makes a listening socket at a path. A socket file that nobody listens on any more is replaced;
   * whatever else is there stays, and is an error. Nobody can connect before owner, group and mode
   * are as asked.
   *
   * @throws KernelException EADDRINUSE if another process listens there or the path is no socket;
   *     EACCES, ENOENT for the directory
   */
  public static int listen(SocketFile file, int backlog) throws KernelException {
    int fd = Sockets.stream(Sockets.AF_UNIX, file.path());
    try {
      bind(fd, file.path());
      publish(fd, file, backlog);
      return fd;
    } catch (KernelException | RuntimeException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  private static void bind(int fd, Path path) throws KernelException {
    SocketAddresses.Encoded address = SocketAddresses.encode(path.toString());
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      removeStale(path, address);
    }
    Sockets.bind(fd, address, path.toString());
  }

  /** Sets who may connect by this file. */
  public static void permit(SocketFile file) throws KernelException {
    String path = file.path().toString();
    Libc.check(Libc.CALLS.lchown(path, file.uid(), file.gid()), "chown", path);
    Libc.check(
        Libc.CALLS.fchmodat(AT_FDCWD, path, file.mode(), AT_SYMLINK_NOFOLLOW), "chmod", path);
  }

  /** Listens last: until then a client is refused, whatever the file's mode. */
  private static void publish(int fd, SocketFile file, int backlog) throws KernelException {
    String path = file.path().toString();
    try {
      permit(file);
      Sockets.listen(fd, backlog, path);
    } catch (KernelException e) {
      Libc.CALLS.unlink(path);
      throw e;
    }
  }

  /**
   * A plain file refuses a connection with the same words as a dead socket, so the file is asked as
   * well.
   */
  private static void removeStale(Path path, SocketAddresses.Encoded address)
      throws KernelException {
    int answer = knock(path, address);
    if (answer != Errno.ECONNREFUSED.intValue() || !ProcFs.isSocket(path)) {
      throw new KernelException("bind", Errno.EADDRINUSE.intValue(), path + why(path, answer));
    }
    Libc.check(Libc.CALLS.unlink(path.toString()), "unlink", path);
  }

  /** Tries to connect; 0 or the error number. */
  private static int knock(Path path, SocketAddresses.Encoded address) throws KernelException {
    int probe = Sockets.stream(Sockets.AF_UNIX, path);
    try {
      return Libc.CALLS.connect(probe, address.memory(), address.length()) == 0 ? 0 : Libc.errno();
    } finally {
      Descriptors.close(probe);
    }
  }

  private static String why(Path path, int answer) {
    if (!ProcFs.isSocket(path)) {
      return " (not a socket: move it away or choose another path)";
    }
    if (answer == 0 || answer == Errno.EAGAIN.intValue()) {
      return " (another process listens there: stop it or choose another path)";
    }
    return " (cannot tell whether another process listens there: " + Errno.valueOf(answer) + ")";
  }
}
