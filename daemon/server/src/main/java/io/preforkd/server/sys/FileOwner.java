package io.preforkd.server.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import jnr.constants.platform.OpenFlags;

/** Gives files away while this process is root. */
public final class FileOwner {
  private static final int REGULAR = 0100000;
  private static final int TYPE = 0170000;

  private FileOwner() {}

  /**
   * Gives a regular file of ours to this user and group. Whoever may write to its folder can put
   * another in its place, so that it is the open file that is looked at and given away.
   *
   * @throws IOException if there is a link in its place, or a file that has other names or another
   *     owner; then it stays as it was
   */
  public static void give(Path file, int uid, int gid) throws IOException {
    int flags =
        OpenFlags.O_WRONLY.intValue()
            | OpenFlags.O_NOFOLLOW.intValue()
            | OpenFlags.O_NONBLOCK.intValue()
            | OpenFlags.O_CLOEXEC.intValue();
    int fd = Libc.check(Libc.CALLS.open(file.toString(), flags, 0), "open", file);
    try {
      if (!isOursAlone(fd)) {
        throw new IOException(
            file + " is not the file that was made there; look who else writes to its folder");
      }
      Libc.check(Libc.CALLS.fchown(fd, uid, gid), "fchown", file);
    } finally {
      Descriptors.close(fd);
    }
  }

  private static boolean isOursAlone(int fd) throws IOException {
    Map<String, Object> of =
        Files.readAttributes(Path.of("/proc/self/fd/" + fd), "unix:mode,nlink,uid");
    return ((int) of.get("mode") & TYPE) == REGULAR
        && (int) of.get("nlink") == 1
        && (int) of.get("uid") == Privileges.uid();
  }
}
