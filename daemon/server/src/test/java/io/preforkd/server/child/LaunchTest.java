package io.preforkd.server.child;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.SpawnPlan;
import io.preforkd.worker.protocol.Limits;
import io.preforkd.worker.protocol.ParentHello;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaunchTest {
  private static final ChildEnds ENDS = new ChildEnds(pair(210), pair(220), pair(230));

  private final Launch launch =
      new Launch(
          "web",
          List.of("worker", "--flag"),
          Map.of("GREETING", "hello", "PREFORKD_SLOT", "forged", "LISTEN_FDS", "forged"),
          Path.of("/tmp"),
          List.of(slot -> 301, slot -> 302 + slot),
          List.of("tcp-80", "admin.sock"),
          2500,
          700,
          50,
          List.of(0),
          20,
          true,
          Map.of("key", "value"),
          Optional.empty());

  @Test
  void givesTheEnvironmentOfTheProtocolAndWhatTheOperatorGaveAndNothingElse() {
    assertEquals(
        Map.ofEntries(
            entry("GREETING", "hello"),
            entry("LISTEN_FDS", "2"),
            entry("LISTEN_FDNAMES", "tcp-80:admin.sock"),
            entry("PREFORKD_PROTOCOL", "1"),
            entry("PREFORKD_CHANNEL", "5"),
            entry("PREFORKD_BOARD", "6"),
            entry("PREFORKD_CONCURRENCY", "20"),
            entry("PREFORKD_PASS", "1"),
            entry("PREFORKD_POOL", "web"),
            entry("PREFORKD_SLOT", "4"),
            entry("PREFORKD_GENERATION", "17")),
        plan().environment().orElseThrow());
  }

  @Test
  void ordersTheDescriptorsAsTheProtocolNumbersThem() {
    assertEquals(List.of(200, 221, 231, 301, 306, 211, 250), plan().descriptors());
  }

  @Test
  void runsTheCommandInTheDirectory() {
    assertEquals(List.of("worker", "--flag"), plan().command());
    assertEquals(Path.of("/tmp"), plan().directory());
  }

  @Test
  void tellsTheSettingsInTheHelloOnly() {
    assertEquals(
        new ParentHello(
            1, 4, 17, "web", new Limits(2500, 700, 50, List.of(0), 99, 20), Map.of("key", "value")),
        launch.hello(4, 17, 99));
  }

  private SpawnPlan plan() {
    return launch.plan(4, 17, 200, ENDS, 250);
  }

  private static Descriptors.Pair pair(int first) {
    return new Descriptors.Pair(first, first + 1);
  }
}
