package io.preforkd.server.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.server.sys.PeerIds;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoleTest {
  private static final int OWN = 500;
  private static final int STRANGER = 600;
  private static final int GROUP = 70;
  private static final OptionalInt READERS = OptionalInt.of(GROUP);

  @Test
  void rootAndTheDaemonsUserMayDoEverything() {
    assertEquals(Role.OPERATOR, of(0, 9));
    assertEquals(Role.OPERATOR, of(OWN, 9));
  }

  @Test
  void membersOfTheGroupMayAsk() {
    assertEquals(Role.READER, of(STRANGER, GROUP));
    assertEquals(Role.READER, of(STRANGER, 9, 8, GROUP));
  }

  @Test
  void everybodyElseMayDoNothing() {
    assertEquals(Role.NOBODY, of(STRANGER, 9, 8));
    PeerIds peer = new PeerIds(1, STRANGER, GROUP, List.of());
    assertEquals(Role.NOBODY, Role.of(peer, OWN, OptionalInt.empty()));
  }

  private static Role of(int uid, int gid, Integer... groups) {
    return Role.of(new PeerIds(1, uid, gid, List.of(groups)), OWN, READERS);
  }
}
