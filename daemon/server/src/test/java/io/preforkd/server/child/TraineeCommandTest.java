package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraineeCommandTest {
  private static final List<String> OWN =
      List.of(
          "/jdk/bin/java",
          "-Xmx48m",
          "-XX:SharedArchiveFile=/c/daemon/old.jsa",
          "-Xlog:cds*=off",
          "-Dpreforkd.archive=/c/daemon/old.jsa",
          "-Dpreforkd.archive-trainee=my.Trainee",
          "-Dpreforkd.home=/h",
          "-cp",
          "/h/lib/*",
          "my.Main",
          "-cp",
          "an argument");

  @Test
  void runsTheHandlerWithOurJvmAndOurOptionsButForThoseOfOurOwnArchive() {
    List<String> command =
        TraineeCommand.of(OWN, "my.Trainee", ClassData.into(Path.of("/c/daemon/.t/new")));
    assertEquals(
        "/jdk/bin/java -XX:ArchiveClassesAtExit=/c/daemon/.t/new -Xmx48m -Dpreforkd.home=/h "
            + String.join(" ", WorkerCommand.RUNTIME_OPTIONS)
            + " -cp /h/lib/* io.preforkd.worker.runtime.Main my.Trainee",
        String.join(" ", command));
  }

  @Test
  void aProbeIsToldNoHandler() {
    List<String> command =
        TraineeCommand.of(OWN, "my.Trainee", ClassData.probe(Path.of("/c/daemon/new.jsa")));
    assertEquals("io.preforkd.worker.runtime.Main", command.get(command.size() - 1));
    assertEquals("-XX:SharedArchiveFile=/c/daemon/new.jsa", command.get(2));
  }
}
