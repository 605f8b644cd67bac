package io.preforkd.spamd.host.log;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rights of new files: those that the caller's umask leaves. The daemon has a stricter one of
 * its own, and others read its log and its pid.
 */
public final class FileRights {
  private FileRights() {}

  /**
   * Makes the file if there is none of that name; what is there, be it a device, stays as it is.
   *
   * @param umask of the caller, 0 to 0777
   */
  public static void makeIfMissing(Path file, int umask) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try {
      Files.createFile(file);
      asNew(file, umask);
    } catch (FileAlreadyExistsException e) {
      // somebody else's, who was faster; or a link to nowhere, which is for the writer to follow
    }
  }

  private static void asNew(Path file, int umask) throws IOException {
    Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
    add(rights, umask, 0400, PosixFilePermission.OWNER_READ);
    add(rights, umask, 0200, PosixFilePermission.OWNER_WRITE);
    add(rights, umask, 0040, PosixFilePermission.GROUP_READ);
    add(rights, umask, 0020, PosixFilePermission.GROUP_WRITE);
    add(rights, umask, 0004, PosixFilePermission.OTHERS_READ);
    add(rights, umask, 0002, PosixFilePermission.OTHERS_WRITE);
    Files.setPosixFilePermissions(file, rights);
  }

  private static void add(
      Set<PosixFilePermission> rights, int umask, int bit, PosixFilePermission right) {
    if ((umask & bit) == 0) {
      rights.add(right);
    }
  }
}
