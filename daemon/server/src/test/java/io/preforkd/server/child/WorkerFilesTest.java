package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.preforkd.config.WorkerSettings;
import io.preforkd.config.WorkerSettings.CommandWorker;
import io.preforkd.config.WorkerSettings.JavaWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerFilesTest {
  @TempDir Path directory;

  @Test
  void changeWithAnArgumentThatIsAFile() throws Exception {
    Path script = Files.writeString(directory.resolve("worker.pl"), "1;");
    WorkerSettings worker =
        new CommandWorker(List.of("perl", script.toString(), "--flag"), Map.of());
    String before = WorkerFiles.stamp(worker);
    assertEquals(before, WorkerFiles.stamp(worker));
    Files.writeString(script, "2; # longer");
    assertNotEquals(before, WorkerFiles.stamp(worker));
  }

  @Test
  void changeWithAClassInAFolderAndWithAJarThatComes(@TempDir Path install) throws Exception {
    try (WorkerHome home = new WorkerHome(install)) {
      WorkerSettings worker = java(directory, install.resolve("lib/handlers.jar"));
      String before = WorkerFiles.stamp(worker);
      Files.writeString(directory.resolve("Some.class"), "x");
      String after = WorkerFiles.stamp(worker);
      assertNotEquals(before, after);
      home.jar(WorkerFilesTest.class);
      assertNotEquals(after, WorkerFiles.stamp(worker));
    }
  }

  private static WorkerSettings java(Path... classPath) {
    return new JavaWorker(
        "some.Worker",
        List.of(classPath),
        Optional.empty(),
        List.of(),
        new WorkerSettings.Archive.Off(),
        false,
        Map.of());
  }
}
