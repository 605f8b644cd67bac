package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.loop.LoopThread;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.worker.protocol.Frame;
import io.preforkd.worker.protocol.Limits;
import io.preforkd.worker.protocol.Order;
import io.preforkd.worker.protocol.ParentHello;
import io.preforkd.worker.protocol.SocketRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DialogueTest {
  private static final String HELLO = "{\"version\":1,\"features\":[\"self\"],\"name\":\"test\"}";
  private static final ParentHello OURS =
      new ParentHello(
          1, 2, 3, "web", new Limits(4, 6, 7, List.of(0, 2), 5), Map.of("key", "value"));
  private static final int STOCK_ORDER = 0x2e2e2e2e;

  private final LoopThread thread = new LoopThread();
  private final RecordedEvents events = new RecordedEvents();
  private ChannelEnd child;
  private Dialogue dialogue;

  @BeforeEach
  void connect() throws Exception {
    Descriptors.Pair pair = Descriptors.socketPair();
    Descriptors.nonBlocking(pair.first());
    child = new ChannelEnd(pair.second());
    dialogue = thread.call(() -> new Dialogue(thread.loop, pair.first(), OURS, events));
  }

  @AfterEach
  void disconnect() throws Exception {
    thread.run(() -> dialogue.finish(true));
    thread.close();
    child.close();
  }

  @Test
  void answersAHelloWithOurs() throws Exception {
    child.hello(HELLO);
    assertEquals(
        "h {\"version\":1,\"slot\":2,\"generation\":3,\"pool\":\"web\","
            + "\"limits\":{\"connection-timeout-ms\":4,\"slow-ms\":6,\"first-byte-ms\":7,\"deferred\":[0,2],\"connections\":5},\"settings\":{\"key\":\"value\"}}",
        child.hear());
    child.say('I', 0);
    events.expect("idle");
  }

  @Test
  void passesOnWhatAChildOfVersionOneSays() throws Exception {
    greet();
    child.say('X', -1);
    child.say('I', 0);
    child.say('B', 0x0a0a0a0a);
    child.say('E', 24);
    child.say('L', 3);
    events.expect(
        "needs longer 4294967295", "idle", "busy", "accept failed EMFILE", "leaving MEMORY");
  }

  @Test
  void ordersAChildOfVersionOneByListenerAndFlag() throws Exception {
    greet();
    thread.run(() -> dialogue.order(7, true, 1));
    thread.run(() -> dialogue.order(0, false, 1));
    assertEquals("A " + new Order(true, 7, 1).toPayload(), child.hear());
    assertEquals("A " + new Order(false, 0, 1).toPayload(), child.hear());
  }

  @Test
  void countsWhatAChildWithManyConnectionsSays() throws Exception {
    greet("multi", "pong", "async");
    child.say('I', 0);
    thread.run(() -> dialogue.order(2, false, 16));
    assertEquals("A " + new Order(false, 2, 16).toPayload(), child.hear());
    child.say('N', 3);
    child.say('Z', 2);
    events.expect("idle", "opened 3", "closed 2");
    assertEquals(new BoardCounts(3, 2, 0), thread.call(dialogue::counts));
  }

  @Test
  void passesAConnectionWithTheByteBehindTheFrame() throws Exception {
    greet("pass");
    child.say('I', 0);
    Descriptors.Pair connection = Descriptors.socketPair();
    thread.run(() -> dialogue.pass(1, connection.first()));
    assertEquals("C " + new Order(false, 1, 1).toPayload(), child.hear());
    child.hearByteOfDescriptor();
    child.say('B', 1);
    events.expect("idle", "busy");
    connection.close();
  }

  @Test
  void aChildThatIsFreeMaySayBusyAndIdleAsItLikes() throws Exception {
    greet("free", "pong");
    thread.run(() -> dialogue.free());
    assertEquals("F 1", child.hear());
    child.say('B', 1);
    child.say('I', 1);
    child.say('B', 2);
    child.say('B', 3);
    events.expect("busy", "idle", "busy", "busy");
    thread.run(() -> dialogue.callBack(9));
    assertEquals("F 0", child.hear());
    assertEquals("P 9", child.hear());
    child.say('I', 3);
    child.say('Q', 9);
    events.expect("idle", "pong 9");
    assertEquals(new BoardCounts(3, 3, 0), thread.call(dialogue::counts));
  }

  @Test
  void givesTheSocketThatTheChildAsksForOrSaysWhyNot() throws Exception {
    greet();
    child.say(
        Frame.withBody(
            (byte) 'l',
            "{\"request\":7,\"protocol\":\"tcp\",\"address\":\"::1\",\"port\":81,\"later\":[]}"));
    events.expect(new SocketRequest(7, "tcp", "::1", 81, "", 0).toString());
    thread.run(() -> dialogue.refuse(7, "no \"such\" thing"));
    assertEquals("l {\"request\":7,\"error\":\"no \\\"such\\\" thing\"}", child.hear());
    Descriptors.Pair pair = Descriptors.socketPair();
    thread.run(() -> dialogue.grant(8, pair.first()));
    assertEquals("l {\"request\":8,\"granted\":true}", child.hear());
    child.hearByteOfDescriptor();
    thread.run(() -> dialogue.drain(1));
    assertEquals("D 1", child.hear());
    pair.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"request\":-1}", "{\"request\":1,\"port\":\"80\"}"})
  void takesARequestForASocketThatIsNoneForGarbage(String json) throws Exception {
    greet();
    child.say(Frame.withBody((byte) 'l', json));
    assertTrue(events.next().startsWith("broke protocol: member"));
  }

  @Test
  void anotherGoesOnWithAllThatWasSaid() throws Exception {
    Descriptors.Pair pair = Descriptors.socketPair();
    Descriptors.nonBlocking(pair.first());
    greet("free", "pong");
    thread.run(() -> dialogue.free());
    thread.run(() -> dialogue.ping(4));
    child.say('B', 7);
    events.expect("busy");
    DialogueState state = thread.call(dialogue::state);
    try (ChannelEnd other = new ChannelEnd(pair.second())) {
      Dialogue next = thread.call(() -> new Dialogue(thread.loop, pair.first(), OURS, events));
      thread.run(() -> next.goOnFrom(state));
      assertEquals(state, thread.call(next::state));
      other.say('Q', 4);
      other.say('I', 7);
      events.expect("pong 4", "idle");
      thread.run(() -> next.finish(true));
    }
  }

  @Test
  void drainsAChildOfVersionOneByAFrame() throws Exception {
    greet();
    thread.run(() -> dialogue.drain(3));
    assertEquals("D 3", child.hear());
    child.say('L', 1);
    events.expect("leaving DRAINED");
  }

  @Test
  void ordersAStockChildAsTheStockParentDoes() throws Exception {
    child.say('I', 4242);
    events.expect("idle");
    thread.run(() -> dialogue.order(1, true, 1));
    assertEquals("A " + STOCK_ORDER, child.hear());
  }

  @Test
  void drainsAStockChildByTheEndOfTheStreamAndGoesOnListening() throws Exception {
    child.say('I', 4242);
    events.expect("idle");
    thread.run(() -> dialogue.drain(3));
    child.expectEnd();
    child.say('B', 4242);
    events.expect("busy");
  }

  @Test
  void drainsAChildThatHasNotSpokenYetByTheEndOfTheStream() throws Exception {
    thread.run(() -> dialogue.drain(3));
    child.expectEnd();
    child.hello(HELLO);
    child.say('I', 0);
    events.expect("idle");
  }

  @Test
  void tellsOfMetricsAlsoInTheMidstOfAConnection() throws Exception {
    child.hello(HELLO);
    child.hear();
    child.say('I', 0);
    thread.run(() -> dialogue.order(0, false, 1));
    child.say('B', 1);
    child.say(
        Frame.withBody(
            (byte) 'm',
            "{\"metrics\":[{\"name\":\"x\",\"kind\":\"counter\",\"value\":2},"
                + "{\"name\":\"Y\",\"kind\":\"sum\"}]}"));
    child.say('I', 1);
    events.expect(
        "idle",
        "busy",
        "measured {\"metrics\":[{\"name\":\"x\",\"kind\":\"counter\",\"value\":2.0}]} and not"
            + " [Refused[name=Y, why=its kind is not counter, gauge or histogram]]",
        "idle");
  }

  @Test
  void takesMetricsOfNoShapeForGarbage() throws Exception {
    child.hello(HELLO);
    child.say(Frame.withBody((byte) 'm', "{\"metrics\":7}"));
    events.expect("broke protocol: member \"metrics\" is not a list of objects");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B | the first frame is neither a hello nor an I, but has verb byte 66",
        "L | the first frame is neither a hello nor an I, but has verb byte 76",
        "Z | the first frame is neither a hello nor an I, but has verb byte 90",
        "l | a request for a socket before the hello",
        "m | a report of metrics before the hello",
        "u | unknown verb 'u'"
      })
  void takesForGarbageWhatIsNoFirstFrame(char verb, String what) throws Exception {
    child.say(Character.isLowerCase(verb) ? withoutBody(verb) : Frame.of((byte) verb, 1));
    events.expect("broke protocol: " + what);
    child.expectEnd();
  }

  @Test
  void takesAnEmptyHelloForGarbage() throws Exception {
    child.say(withoutBody('h'));
    events.expect("broke protocol: JSON, character 1: the text ends too early");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Y 1   | unknown verb, byte 89",
        "N 1   | an N of a child that has not announced the feature multi",
        "Z 1   | a Z of a child that has not announced the feature multi",
        "Q 1   | a Q that answers no ping",
        "L 0   | unknown reason 0 to leave",
        "L 5   | unknown reason 5 to leave"
      })
  void takesForGarbageWhatVersionOneDoesNotKnow(String said, String what) throws Exception {
    greet();
    child.say(said.charAt(0), Integer.parseInt(said.substring(2)));
    events.expect("broke protocol: " + what);
    child.expectEnd();
  }

  @Test
  void passesOnTheAnswerToAPing() throws Exception {
    child.hello(HELLO.replace("self", "pong"));
    child.hear();
    thread.run(() -> assertTrue(dialogue.ping(0x0a0a0a0a)));
    assertEquals("P " + 0x0a0a0a0a, child.hear());
    child.say('Q', 0x0a0a0a0a);
    events.expect("pong " + 0x0a0a0a0a);
  }

  @Test
  void takesASecondAnswerToOnePingForGarbage() throws Exception {
    child.hello(HELLO.replace("self", "pong"));
    child.hear();
    thread.run(() -> dialogue.ping(1));
    child.say('Q', 1);
    child.say('Q', 1);
    events.expect("pong 1", "broke protocol: a Q that answers no ping");
  }

  @Test
  void doesNotPingAChildThatDidNotAnnounceIt() throws Exception {
    greet();
    thread.run(() -> assertFalse(dialogue.ping(1)));
    thread.run(() -> dialogue.drain(0));
    assertEquals("D 0", child.hear());
  }

  @Test
  void takesASecondHelloForGarbage() throws Exception {
    greet();
    child.hello(HELLO);
    events.expect("broke protocol: a hello that is not the first frame");
  }

  @Test
  void takesAHelloOfVersionZeroForGarbage() throws Exception {
    child.hello("{\"version\":0,\"features\":[],\"name\":\"\"}");
    events.expect("broke protocol: version 0 in a hello; the lowest is 1");
  }

  @Test
  void hearsNothingOfWhatFollowsGarbage() throws Exception {
    greet();
    byte[] torn = Frame.of((byte) 'I', 0);
    torn[5] = 0;
    child.say(torn);
    String event = events.next();
    assertTrue(event.contains("not with a newline"), event);
    child.expectEnd();
    thread.run(() -> dialogue.finish(true));
    assertEquals(0, events.queue.size());
  }

  @Test
  void tellsThatTheChildHasClosedItsEnd() throws Exception {
    greet();
    child.say('I', 1);
    child.close();
    events.expect("idle", "channel closed");
    thread.run(() -> dialogue.order(0, false, 1));
    thread.run(() -> dialogue.drain(0));
    assertEquals(0, events.queue.size(), "to write to nobody is no fault of the child's");
  }

  @Test
  void tellsThatTheChildDoesNotRead() throws Exception {
    greet();
    thread.run(
        () -> {
          while (events.queue.isEmpty()) {
            dialogue.order(0, false, 1);
          }
        });
    events.expect("unresponsive");
  }

  @Test
  void takesAtTheEndWhatWasSaidLast() throws Exception {
    greet();
    thread.run(
        () -> {
          say('I');
          say('B');
          child.close();
          dialogue.finish(true);
        });
    events.expect("idle", "busy", "channel closed");
  }

  private void greet() throws Exception {
    greet("self");
  }

  private void greet(String... features) throws Exception {
    child.hello(HELLO.replace("self", String.join("\",\"", features)));
    child.hear();
  }

  private static byte[] withoutBody(char verb) {
    return Frame.withBody((byte) verb, "");
  }

  private void say(char verb) {
    try {
      child.say(verb, 0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
