package io.preforkd.server.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.Control;
import io.preforkd.config.ListenAddress;
import io.preforkd.pool.Action;
import io.preforkd.pool.PoolMode;
import io.preforkd.server.journal.Decision;
import io.preforkd.server.journal.Inputs;
import io.preforkd.server.sys.LocalClient;
import io.preforkd.server.testing.PoolSpecs;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ControlServerTest {
  @TempDir private Path folder;
  private final FakeControls controls = new FakeControls();
  private Path socket;
  private ControlServer server;

  /** Of whoever connects from now on. */
  private volatile Role role = Role.OPERATOR;

  /** Of the next to connect. */
  private volatile Runnable trouble = () -> {};

  @BeforeEach
  void open() throws IOException {
    socket = folder.resolve("control.sock");
    server = ControlServer.open(settings(), Optional.empty());
    server.start(controls, this::roleOf);
  }

  private Role roleOf(LocalClient client) {
    Runnable next = trouble;
    trouble = () -> {};
    next.run();
    return role;
  }

  @AfterEach
  void close() {
    server.close();
    assertTrue(Files.notExists(socket));
  }

  private Control settings() {
    Optional<ListenAddress.UnixPath> path = Optional.of(new ListenAddress.UnixPath(socket));
    return new Control(path, Optional.empty(), 0600, true);
  }

  /** One connection, which closes with the test that forgets it. */
  private final class Caller implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    Caller() throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    Caller send(String text) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return this;
    }

    JsonNode answer() throws IOException {
      return JsonMapper.shared().readTree(answers.readLine());
    }

    JsonNode ask(String request) throws IOException {
      return send(request + "\n").answer();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private JsonNode ask(String request) throws IOException {
    try (Caller caller = new Caller()) {
      return caller.ask(request);
    }
  }

  @Test
  void isForTheDaemonsUserAlone() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
  }

  @Test
  void saysWhyWithTheNumbersOfTheDecision() throws IOException {
    controls.decisions = List.of(decision(3), decision(4));
    JsonNode all = ask("{\"command\":\"why\"}").path("decisions");
    assertEquals(2, all.size());
    JsonNode last = ask("{\"command\":\"why\",\"last\":1}").path("decisions");
    assertEquals(1, last.size());
    assertEquals(
        "{\"time\":\"1970-01-01T00:00:00.007Z\",\"pool\":\"web\",\"decision\":\"left-behind\","
            + "\"slot\":4,\"generation\":9,\"idle\":1,\"busy\":2,\"starting\":3,\"leaving\":4,\"waiting\":5,"
            + "\"min\":1,\"max\":12,\"held\":6,\"words\":\"left slot 4 (gen 9) behind, since it lives on after"
            + " several KILLs (idle 1, busy 2, starting 3, leaving 4, waiting 5; min 1, spare 2..4, max 12)\"}",
        last.get(0).toString());
    assertEquals(64, ask("{\"command\":\"why\",\"last\":0}").path("exit").asInt());
  }

  private static Decision decision(int slot) {
    Inputs inputs = new Inputs(1, 2, 3, 4, 5, PoolSpecs.of(PoolMode.DYNAMIC), OptionalInt.of(6));
    return new Decision(7, "web", new Action.LeftBehind(slot, 9), Optional.empty(), inputs);
  }

  @Test
  void answersOneRequestAfterTheOther() throws IOException {
    try (Caller caller = new Caller()) {
      assertTrue(caller.ask("{\"command\":\"ping\"}").path("ok").asBoolean());
      assertEquals("1.2.3", caller.ask("{\"command\":\"version\"}").path("version").asString());
      caller.send("{\"command\":\"ping\"}\n{\"command\":\"ping\"}\n");
      assertTrue(caller.answer().path("ok").asBoolean());
      assertTrue(caller.answer().path("ok").asBoolean());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rubbish | no JSON",
        "`` | send one line like",
        "[] | send one line like",
        "{} | send one line like",
        "{\"command\":3} | send one line like",
        "{\"command\":\"ping\"} {} | no JSON",
        "{\"command\":\"pong\"} | there is no command \"pong\"; there are ping, version",
        "{\"command\":\"scale\",\"poll\":\"web\"} | scale has no member \"poll\"; it has",
        "{\"command\":\"scale\",\"to\":\"1\"} | scale: pool is missing",
        "{\"command\":\"scale\",\"pool\":\"web\",\"to\":1} | scale: to must be a text",
        "{\"command\":\"scale\",\"pool\":\"web\",\"to\":\"many\"} | \"many\" is no size; give N, +N",
        "{\"command\":\"kill\",\"pool\":\"web\",\"slot\":\"a\"} | kill: slot must be a whole number",
        "{\"command\":\"recycle\",\"pool\":\"web\"} | recycle: which is missing",
        "{\"command\":\"recycle\",\"pool\":\"web\",\"which\":\"most\"} | \"most\" is no slot; give a number, or all",
        "{\"command\":\"stop\",\"now\":\"yes\"} | stop: now must be true or false",
        "{\"command\":\"stop\",\"timeout\":0} | stop: timeout must be 1 to 86400 seconds",
        "{\"command\":\"log-level\",\"level\":\"loud\"} | \"loud\" is no level; give one of error, warn"
      })
  void namesWhatIsWrongWithARequest(String request, String why) throws IOException {
    JsonNode answer = ask(request);
    assertEquals(64, answer.path("exit").asInt(), answer.toString());
    assertTrue(answer.path("error").asString().contains(why), answer.toString());
    assertTrue(controls.calls.isEmpty(), controls.calls.toString());
  }

  @Test
  void refusesAStatusOfAPoolThatThereIsNot() throws IOException {
    JsonNode answer = ask("{\"command\":\"status\",\"pool\":\"none\"}");
    assertEquals(65, answer.path("exit").asInt());
  }

  @Test
  void refusesARequestWithoutEnd() throws IOException {
    try (Caller caller = new Caller()) {
      caller.send("x".repeat(Session.LONGEST_REQUEST));
      JsonNode answer = caller.answer();
      assertEquals(64, answer.path("exit").asInt());
      assertTrue(answer.path("error").asString().contains("longer than 65536 bytes"));
    }
  }

  @Test
  void answersOthersWhileHalfARequestIsHeld() throws IOException {
    try (Caller slow = new Caller().send("{\"command\":")) {
      assertTrue(ask("{\"command\":\"ping\"}").path("ok").asBoolean());
      assertTrue(slow.ask("\"ping\"}").path("ok").asBoolean());
    }
  }

  @Test
  void tellsWhoeverIsOneTooMany() throws IOException {
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < ControlServer.MOST_CLIENTS; i++) {
      callers.add(new Caller());
      assertTrue(callers.get(i).ask("{\"command\":\"ping\"}").path("ok").asBoolean());
    }
    try (Caller late = new Caller()) {
      assertEquals(75, late.answer().path("exit").asInt());
    }
    for (Caller caller : callers) {
      caller.close();
    }
  }

  @Test
  void keepsRoomForOperatorsHoweverManyMayOnlyAsk() throws IOException {
    role = Role.READER;
    List<Caller> readers = new ArrayList<>();
    for (int i = 0; i < ControlServer.MOST_READERS; i++) {
      readers.add(new Caller());
      assertTrue(readers.get(i).ask("{\"command\":\"ping\"}").path("ok").asBoolean());
    }
    try (Caller late = new Caller()) {
      assertEquals(75, late.answer().path("exit").asInt());
    }
    role = Role.OPERATOR;
    assertTrue(ask("{\"command\":\"ping\"}").path("ok").asBoolean());
    role = Role.READER;
    readers.remove(0).close();
    awaitRoomForAReader();
    for (Caller reader : readers) {
      reader.close();
    }
  }

  /** The daemon hears a moment later that somebody has left. */
  private void awaitRoomForAReader() {
    int exit = 75;
    while (exit == 75) {
      try {
        exit = ask("{\"command\":\"ping\"}").path("exit").asInt(0);
      } catch (IOException e) {
        exit = 75; // it was refused before it could ask
      }
    }
    assertEquals(0, exit);
  }

  @Test
  void tellsAStrangerWhoMayUseIt() throws IOException {
    role = Role.NOBODY;
    try (Caller stranger = new Caller()) {
      JsonNode answer = stranger.answer();
      assertEquals(77, answer.path("exit").asInt());
      assertTrue(answer.path("error").asString().contains("it is for root"), answer.toString());
    }
  }

  @Test
  void goesOnAfterAClientWhomItHadNoMemoryFor() throws IOException {
    assertLostAlone(
        () -> {
          throw new OutOfMemoryError("for the test");
        });
  }

  @Test
  void goesOnAfterAClientWithWhomItWentWrong() throws IOException {
    assertLostAlone(
        () -> {
          throw new IllegalStateException("for the test");
        });
  }

  private void assertLostAlone(Runnable withTrouble) throws IOException {
    trouble = withTrouble;
    try (Caller lost = new Caller()) {
      assertEquals(null, lost.answers.readLine());
    }
    assertTrue(ask("{\"command\":\"ping\"}").path("ok").asBoolean());
  }

  @Test
  void answersWhenItIsDone() throws Exception {
    controls.isDone = false;
    try (Caller caller = new Caller()) {
      caller.send("{\"command\":\"scale\",\"pool\":\"web\",\"to\":\"+2\"}\n");
      assertEquals("scale web By[children=2]", controls.calls.poll(20, TimeUnit.SECONDS));
      controls.isDone = true;
      assertTrue(caller.answer().path("ok").asBoolean());
    }
  }

  @Test
  void answersAtOnceWhoeverDoesNotWait() throws IOException {
    controls.isDone = false;
    String request = "{\"command\":\"kill\",\"pool\":\"web\",\"slot\":3,\"wait\":false}";
    assertEquals(7, ask(request).path("gen").asInt());
    assertEquals("kill web 3", controls.calls.remove());
  }

  @Test
  void tellsWhoIsReplacedWhenTheyAre() throws Exception {
    controls.isDone = false;
    try (Caller caller = new Caller()) {
      caller.send("{\"command\":\"recycle\",\"pool\":\"web\",\"which\":\"all\"}\n");
      assertEquals("recycle web OptionalInt.empty", controls.calls.poll(20, TimeUnit.SECONDS));
      controls.isDone = true;
      assertEquals("[7,8]", caller.answer().path("gens").toString());
    }
  }

  @Test
  void tellsWhatIsNotDoneInTime() throws IOException {
    controls.isDone = false;
    JsonNode answer = ask("{\"command\":\"kill\",\"pool\":\"web\",\"slot\":3,\"timeout\":1}");
    assertEquals(75, answer.path("exit").asInt());
    assertTrue(answer.path("error").asString().contains("not over after 1 s"), answer.toString());
  }

  @Test
  void tellsTheExitCodeOfADaemonThatHasEnded() throws Exception {
    try (Caller caller = new Caller().send("{\"command\":\"drain\"}\n")) {
      assertEquals("stop false", controls.calls.poll(20, TimeUnit.SECONDS));
      controls.exitCode = OptionalInt.of(78);
      assertEquals(78, caller.answer().path("exit").asInt());
    }
  }

  @Test
  void removesTheSocketWhileAClientIsSilent() throws IOException {
    try (Caller silent = new Caller()) {
      assertTrue(silent.ask("{\"command\":\"ping\"}").path("ok").asBoolean());
      server.close();
      assertTrue(Files.notExists(socket));
      assertEquals(null, silent.answers.readLine());
    }
  }
}
