package io.preforkd.server.sys;

import java.nio.file.Path;

/**
 * A UNIX socket in the file system and who may connect to it.
 *
 * @param path at most 107 bytes
 * @param uid its owner, or {@link #KEEP}
 * @param gid its group, or {@link #KEEP}
 * @param mode permission bits, 0 to 0777; to connect, a process needs the right to write
 */
public record SocketFile(Path path, int uid, int gid, int mode) {

  /** The owner or group that this process gives to new files. */
  public static final int KEEP = -1;
}
