package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  @TempDir Path folder;

  @Test
  void findsANameInTheFirstFolderThatHasItAsAProgram() throws Exception {
    Files.createFile(Files.createDirectory(folder.resolve("a")).resolve("cook"));
    Files.createDirectories(folder.resolve("b/cook"));
    Path cook = program("c/cook");
    program("d/cook");
    assertEquals(Optional.of(cook), Programs.find("cook", folder, folder + "/none:a:b:c:d"));
    assertEquals(Optional.empty(), Programs.find("cook", folder, "a:b"));
  }

  @Test
  void takesWhatHasASlashForAPath() throws Exception {
    Path cook = program("c/cook");
    assertEquals(Optional.of(cook), Programs.find("c/cook", folder, "/none"));
    assertEquals(Optional.of(cook), Programs.find(cook.toString(), Path.of("/"), "/none"));
    assertEquals(Optional.empty(), Programs.find("./cook", folder, folder + "/c"));
  }

  private Path program(String name) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(Files.createFile(file).toFile().setExecutable(true));
    return file;
  }
}
