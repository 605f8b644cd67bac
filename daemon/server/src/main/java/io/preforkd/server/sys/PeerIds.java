package io.preforkd.server.sys;

import java.util.List;

/**
 * Who is at the other end of a UNIX socket, as the kernel knew him when he connected.
 *
 * @param groups his supplementary groups; the primary one need not be among them
 */
public record PeerIds(int pid, int uid, int gid, List<Integer> groups) {
  public PeerIds {
    groups = List.copyOf(groups);
  }

  public boolean isIn(int group) {
    return gid == group || groups.contains(group);
  }

  @Override
  public String toString() {
    return "uid=" + Integer.toUnsignedString(uid) + " pid=" + pid;
  }
}
