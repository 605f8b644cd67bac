package io.preforkd.server.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Texts without a place in any file system, which another program can read by their descriptor. */
public final class TextMemory {
  private static final int MFD_CLOEXEC = 1;
  private static final Path FOLDER = Path.of("/proc/self/fd");

  private TextMemory() {}

  /**
   * Makes an empty one.
   *
   * @param name as {@code /proc/PID/fd} shows it
   * @return its descriptor, the caller's to close
   */
  public static int create(String name) throws KernelException {
    return Descriptors.raise(
        Libc.check(Libc.CALLS.memfd_create(name, MFD_CLOEXEC), "memfd_create", name));
  }

  /** Replaces the text. What has no place in UTF-8 becomes a question mark, and is no fault. */
  public static void write(int fd, String text) throws IOException {
    Files.write(path(fd), text.getBytes(StandardCharsets.UTF_8));
  }

  /** All of the text. */
  public static String read(int fd) throws IOException {
    return Files.readString(path(fd));
  }

  /** The descriptor of the text that is at {@link #path}; empty for every other file. */
  public static OptionalInt descriptor(Path file) {
    return file.startsWith(FOLDER)
        ? OptionalInt.of(Integer.parseInt(file.getFileName().toString()))
        : OptionalInt.empty();
  }

  /** Where this process, and another in its place, finds it. */
  public static Path path(int fd) {
    return FOLDER.resolve(Integer.toString(fd));
  }
}
