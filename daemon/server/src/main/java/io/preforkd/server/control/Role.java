package io.preforkd.server.control;

import io.preforkd.server.sys.PeerIds;
import java.util.OptionalInt;

/** What somebody may do. */
enum Role {
  NOBODY,
  /** May ask, and change nothing. */
  READER,
  /** May do everything. */
  OPERATOR;

  private static final int ROOT = 0;

  /**
   * Root and the daemon's own user are operators, members of the group are readers.
   *
   * @param group the number of the configured group
   */
  static Role of(PeerIds peer, int ownUid, OptionalInt group) {
    if (peer.uid() == ROOT || peer.uid() == ownUid) {
      return OPERATOR;
    }
    return group.isPresent() && peer.isIn(group.getAsInt()) ? READER : NOBODY;
  }
}
