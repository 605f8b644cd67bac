package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsersTest {

  @Test
  void findsAUserWithItsGroups() throws Exception {
    UserIds root = Users.user("root");
    assertEquals(0, root.uid());
    assertEquals(0, root.gid());
    assertTrue(root.groups().contains(0), root.toString());
  }

  @Test
  void findsAGroup() throws Exception {
    assertEquals(0, Users.group("root"));
  }

  @Test
  void namesTheUserThatIsMissing() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Users.user("no-such-user"));
    assertEquals(
        "there is no user named no-such-user on this system: create it or name another",
        e.getMessage());
  }

  @Test
  void namesTheGroupThatIsMissing() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Users.group("no-such-group"));
    assertEquals(
        "there is no group named no-such-group on this system: create it or name another",
        e.getMessage());
  }

  @Test
  void anotherPrimaryGroupJoinsTheOthersOnce() {
    UserIds user = new UserIds("web", 33, 33, List.of(33, 50));
    assertEquals(new UserIds("web", 33, 60, List.of(60, 33, 50)), user.withGroup(60));
    assertEquals(new UserIds("web", 33, 50, List.of(33, 50)), user.withGroup(50));
  }
}
