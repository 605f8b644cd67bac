package io.preforkd.server.sys;

import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel knows of a user.
 *
 * @param name for messages
 * @param uid the user's number
 * @param gid the number of the primary group
 * @param groups all groups, the primary one among them
 */
public record UserIds(String name, int uid, int gid, List<Integer> groups) {

  public UserIds {
    groups = List.copyOf(groups);
  }

  /** The same user with another primary group, which joins the others. */
  public UserIds withGroup(int group) {
    List<Integer> more = new ArrayList<>(groups);
    if (!more.contains(group)) {
      more.add(0, group);
    }
    return new UserIds(name, uid, group, more);
  }
}
