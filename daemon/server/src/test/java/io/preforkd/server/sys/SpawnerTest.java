package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SpawnerTest {

  @Test
  void givesTheChildExactlyTheDescriptorsOfThePlan() throws Exception {
    try (Child cat = Child.start("cat")) {
      awaitRunning(cat);
      assertEquals(Set.of(0, 1, 2), cat.descriptors().keySet());
    }
  }

  @Test
  void numbersTheDescriptorsInTheOrderOfThePlan() throws Exception {
    int devNull = Descriptors.devNull();
    try (Descriptors.Pair out = Descriptors.pipe();
        Descriptors.Pair channel = Descriptors.socketPair()) {
      List<Integer> sources =
          List.of(devNull, out.second(), out.second(), devNull, channel.second());
      String script = "for n in 0 1 2 3 4 5; do readlink /proc/$$/fd/$n || echo none; done";
      int pid =
          Spawner.spawn(
              new SpawnPlan(List.of("sh", "-c", script), Child.ENVIRONMENT, Path.of("/"), sources));
      assertEquals(0, Libc.CALLS.waitpid(pid, new int[1], 0) - pid);
      List<String> seen =
          RawIo.read(out.first()).lines().map(link -> link.replaceAll(":.*", "")).toList();
      assertEquals(List.of("/dev/null", "pipe", "pipe", "/dev/null", "socket", "none"), seen);
    } finally {
      Descriptors.close(devNull);
    }
  }

  @Test
  void startsWithAnEmptySignalMaskAndNothingIgnored() throws Exception {
    try (Child cat = Child.start("cat")) {
      assertEquals("0000000000000000", cat.status("SigBlk"));
      assertEquals("0000000000000000", cat.status("SigIgn"));
    }
  }

  @Test
  void makesTheChildLeaderOfItsOwnProcessGroup() throws Exception {
    try (Child cat = Child.start("cat")) {
      awaitRunning(cat);
      String afterName =
          Files.readString(Path.of("/proc/" + cat.pid + "/stat")).replaceAll(".*\\) ", "");
      assertEquals(Integer.toString(cat.pid), afterName.split(" ", -1)[2]);
    }
  }

  @Test
  void passesArgumentsEnvironmentAndDirectoryUnchanged(@TempDir Path directory) throws Exception {
    List<String> command =
        List.of(
            "sh", "-c", "echo \"$1|$2|$GREETING|$HOME\"; pwd", "sh", "a b", "gr\u00fc\u00dfe\n*");
    Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "GREETING", "x=y");
    try (Child child = Child.start(command, environment, directory)) {
      assertEquals(
          "a b|gr\u00fc\u00dfe\n*|x=y|\n" + directory.toRealPath() + "\n", child.hearAll());
      assertEquals(new WaitStatus.Exited(0), child.await());
    }
  }

  @Test
  void saysWhichProgramIsMissing() {
    KernelException e = assertThrows(KernelException.class, () -> Child.start("/no/such/program"));
    assertEquals(
        "posix_spawn /no/such/program in /: No such file or directory (ENOENT)", e.getMessage());
  }

  @Test
  void saysWhichProgramIsForbidden(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("plain"), "text");
    KernelException e = assertThrows(KernelException.class, () -> Child.start(file.toString()));
    assertTrue(e.isPermission(), e.getMessage());
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }

  @Test
  void refusesASourceThatALaterDescriptorCouldOverwrite() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SpawnPlan(List.of("true"), Map.of(), Path.of("/"), List.of(7)));
  }

  @Test
  void refusesAnArgumentThatANulWouldCut() {
    assertThrows(IllegalArgumentException.class, () -> Child.start("echo", "a\0b"));
  }

  /** An answer on its output proves that the loader's own descriptors are gone. */
  private static void awaitRunning(Child cat) throws KernelException {
    cat.say("x");
    assertEquals("x", cat.hear());
  }
}
