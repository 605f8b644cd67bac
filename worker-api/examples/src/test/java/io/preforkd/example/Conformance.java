package io.preforkd.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs conformance/run.pl against a worker. */
final class Conformance {
  private static final Path RUNNER = Path.of("..", "conformance", "run.pl").toAbsolutePath();

  private Conformance() {}

  /** All transcripts beside the runner; fails with the runner's words. */
  static void assertPasses(List<String> worker) throws Exception {
    assertPassed(run(List.of(), worker));
  }

  /** One transcript of these tests' own. The result's text has the worker's stderr, too. */
  static Outcome assertPasses(String transcript, List<String> worker) throws Exception {
    Path file = Path.of("src", "test", "transcripts", transcript + ".transcript");
    Outcome outcome = run(List.of(file.toAbsolutePath().toString()), worker);
    assertPassed(outcome);
    return outcome;
  }

  private static void assertPassed(Outcome outcome) {
    assertEquals(0, outcome.exitCode(), outcome.text());
    assertFalse(outcome.text().contains("\n0 passed"), outcome.text());
    assertTrue(outcome.text().contains(" passed, 0 failed, "), outcome.text());
  }

  private static Outcome run(List<String> transcripts, List<String> worker) throws Exception {
    assumeTrue(Program.isInstalled("perl"), "left out: perl is not installed");
    List<String> command = new ArrayList<>(List.of("perl", RUNNER.toString()));
    command.addAll(transcripts);
    command.add("--");
    command.addAll(worker);
    return Program.run(command);
  }
}
