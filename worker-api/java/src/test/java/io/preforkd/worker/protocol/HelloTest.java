package io.preforkd.worker.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelloTest {
  private static final ParentHello PARENT =
      new ParentHello(
          1,
          3,
          17,
          "a \"pool\"",
          new Limits(30000, 7000, 80, List.of(0, 3), 500, 64),
          Map.of("key", "va\nlue"));

  @Test
  void writesTheChildsHello() {
    assertEquals(
        "{\"version\":1,\"features\":[\"self\",\"board\"],\"name\":\"x\"}",
        new ChildHello(1, List.of("self", "board"), "x").toJson());
  }

  @Test
  void readsAChildsHelloWithMembersOfLaterVersions() throws ProtocolException {
    assertEquals(
        new ChildHello(2, List.of("pong"), "w"),
        ChildHello.parse("{\"name\":\"w\",\"later\":{},\"features\":[\"pong\"],\"version\":2}"));
  }

  @Test
  void readsTheParentsHelloAsItWasWritten() throws ProtocolException {
    assertEquals(PARENT, ParentHello.parse(PARENT.toJson()));
  }

  @Test
  void takesALimitThatIsNotToldForNone() throws ProtocolException {
    String json =
        PARENT
            .toJson()
            .replace(",\"connections\":500", "")
            .replace(",\"concurrency\":64", "")
            .replace(",\"deferred\":[0,3]", "");
    assertEquals(new Limits(30000, 7000, 80, List.of(), 0), ParentHello.parse(json).limits());
  }

  @Test
  void refusesAMemberOfTheWrongKindByItsName() {
    assertFault("member \"version\" is not a whole number from 0", "{}");
    assertFault("member \"features\" is not a list of texts", "{\"version\":1,\"features\":[1]}");
    assertFault("member \"name\" is not a text", "{\"version\":1,\"name\":7}");
  }

  @Test
  void refusesASettingThatIsNoText() {
    String json = PARENT.toJson().replace("\"va\\u000alue\"", "{}");
    ProtocolException fault = assertThrows(ProtocolException.class, () -> ParentHello.parse(json));
    assertEquals("member \"key\" is not a text", fault.getMessage());
  }

  @Test
  void refusesAListenerThatIsNoIndex() {
    for (String bad : List.of("0", "[-1]", "[\"0\"]", "[4294967296]")) {
      String json = PARENT.toJson().replace("[0,3]", bad);
      ProtocolException fault =
          assertThrows(ProtocolException.class, () -> ParentHello.parse(json), bad);
      assertEquals("member \"deferred\" is not a list of whole numbers from 0", fault.getMessage());
    }
  }

  private static void assertFault(String message, String json) {
    ProtocolException fault = assertThrows(ProtocolException.class, () -> ChildHello.parse(json));
    assertEquals(message, fault.getMessage());
  }
}
