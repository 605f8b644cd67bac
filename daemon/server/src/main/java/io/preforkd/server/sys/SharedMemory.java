package io.preforkd.server.sys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory of a fixed size that children map too, through its descriptor.
 *
 * <p>Its size is sealed: a child that shortened it would kill this process by SIGBUS at the next
 * access.
 *
 * @param fd to be handed to children; mapped here already, so it may be closed when no more of them
 *     start
 * @param bytes all of it, in native order; never trust what a child can write
 */
public record SharedMemory(int fd, ByteBuffer bytes) implements AutoCloseable {

  // linux/memfd.h, linux/fcntl.h
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int F_ADD_SEALS = 1033;
  private static final int SEAL_SHRINK_GROW_AND_SEALS = 2 | 4 | 1;

  /**
   * Makes zeroed memory without a place in any file system.
   *
   * @param name as {@code /proc/PID/maps} shows it
   * @param size in bytes, at least 1
   */
  public static SharedMemory create(String name, int size) throws IOException {
    int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int fd =
        Descriptors.raise(Libc.check(Libc.CALLS.memfd_create(name, flags), "memfd_create", name));
    try {
      Libc.check(Libc.CALLS.ftruncate(fd, size), "ftruncate", name + " to " + size + " bytes");
      Libc.check(
          Libc.CALLS.fcntl(fd, F_ADD_SEALS, SEAL_SHRINK_GROW_AND_SEALS),
          "fcntl(F_ADD_SEALS)",
          name);
      return new SharedMemory(fd, map(fd, size));
    } catch (IOException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /**
   * Goes on with memory that the program made which this process was before.
   *
   * @param size in bytes, as it was made
   */
  public static SharedMemory adopt(int fd, int size) throws IOException {
    return new SharedMemory(fd, map(fd, size));
  }

  private static ByteBuffer map(int fd, int size) throws IOException {
    Path path = Path.of("/proc/self/fd/" + fd);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, size).order(ByteOrder.nativeOrder());
    }
  }

  /** Closes the descriptor; the mapping stays as long as {@link #bytes} is in use. */
  @Override
  public void close() {
    Descriptors.close(fd);
  }
}
