package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.ConfigCopy;
import io.preforkd.config.Hook;
import io.preforkd.config.Log;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildState;
import io.preforkd.server.child.DialogueState;
import io.preforkd.server.child.Durations;
import io.preforkd.server.child.TemplateStart;
import io.preforkd.server.hook.HookCall;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.snapshot.ConfigState;
import io.preforkd.server.snapshot.PoolCounts;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.TextMemory;
import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DaemonStateTest {
  private int memory;

  @BeforeEach
  void make() throws IOException {
    memory = TextMemory.create("preforkd-test");
  }

  @AfterEach
  void close() {
    Descriptors.close(memory);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    state().write(memory);
    assertEquals(state(), DaemonState.read(memory));
  }

  @Test
  void replacesALongerOne() throws IOException {
    TextMemory.write(memory, "x".repeat(1 << 20));
    state().write(memory);
    assertEquals(state(), DaemonState.read(memory));
  }

  @Test
  void namesEveryDescriptorThatIsOpen() {
    assertEquals(
        List.of(300, 250, 206, 210, 201, 203, 204, 205, 202, 220, 222, 230, 231),
        state().descriptors());
    assertEquals(1, state().children());
  }

  @Test
  void isNotReadInAnotherFormat() throws IOException {
    TextMemory.write(memory, "{\"format\":99}");
    IOException e = assertThrows(IOException.class, () -> DaemonState.read(memory));
    assertTrue(e.getMessage().contains("has format 99 and this version reads 6"), e.getMessage());
  }

  @Test
  void isNotReadFromGarbage() throws IOException {
    TextMemory.write(memory, "{\"format\":2,\"services\":7}");
    assertThrows(IOException.class, () -> DaemonState.read(memory));
  }

  private static DaemonState state() {
    DialogueState dialogue =
        new DialogueState(
            "ONE",
            List.of("board", "pong"),
            1,
            false,
            true,
            true,
            7,
            new DialogueState.TallyState(5, 4, true, 1L << 50, Durations.none(Durations.SERVICE)),
            "6800");
    ChildState child = new ChildState(2, 41, 4711, 220, -1, 222, dialogue, "", "6861");
    HostState host =
        new HostState(
            17L << 40,
            Map.of("actedAt", 1L << 50, "board", Map.of("size", 256)),
            210,
            List.of(
                new ListenerState(201, "web", false, Optional.of("/run/web.sock"), List.of()),
                new ListenerState(203, "own", false, Optional.empty(), List.of(203, 204, 205)),
                new ListenerState(202, "systemd", true, Optional.empty(), List.of())),
            List.of(child),
            List.of(new PassedState(4, 230, 0), new PassedState(PassedState.NOBODY, 231, 1)),
            List.of(2));
    PoolCounts counts =
        new PoolCounts(
            Map.of(SpawnReason.OPENING, 3L),
            Map.of(TemplateStart.DIED, 1L),
            Map.of("asked", 2L),
            new BoardCounts(9, 8, 1),
            1,
            2,
            new Durations(List.of(1L, 2L), 1L << 40),
            Durations.none(Durations.LONG),
            new Durations(List.of(1L), Durations.UNKNOWN),
            Map.of("on-reload", Map.of("succeeded", 2L)),
            Map.of("kill", Map.of("operator", 1L)));
    HookCall call = new HookCall(Hook.CHILD_EXITED, Map.of("PREFORKD_SLOT", "2"));
    ServiceState service =
        new ServiceState(
            "web",
            Optional.of("stamp"),
            256,
            41,
            counts,
            6,
            true,
            List.of(call),
            List.of(new ListenerState(206, "127.0.0.1:81", false, Optional.empty(), List.of())),
            List.of(
                new MetricState(
                    new Metric(
                        MetricKind.HISTOGRAM,
                        "demo_seconds",
                        "Time",
                        Map.of("command", "check"),
                        0.7,
                        List.of(0.1, 1.0),
                        List.of(1L, 2L, 3L)),
                    2,
                    41)),
            host);
    return new DaemonState(
        DaemonState.FORMAT,
        "0.1.0",
        List.of("/usr/bin/java", "-cp", "x y", "Main"),
        1L << 60,
        new ConfigCopy("/etc/p.yaml", Map.of("/etc/p.yaml", "pools: []"), Map.of("*", List.of())),
        new ConfigState("ab12", false, 1.5, 0.25),
        Log.Level.DEBUG,
        List.of("TERM"),
        -3,
        4,
        5,
        Optional.of(
            new ListenerState(250, "control", false, Optional.of("/run/control.sock"), List.of())),
        300,
        List.of(service));
  }
}
