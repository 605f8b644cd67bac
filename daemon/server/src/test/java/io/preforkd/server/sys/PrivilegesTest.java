package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrivilegesTest {

  @Test
  void everyThreadOfAProcessGivesRootUpForEver() throws Exception {
    Assumptions.assumeTrue(Privileges.isRoot(), "only root can become another user");
    List<String> command =
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            Dropper.class.getName());
    try (Child java = Child.start(command, Child.ENVIRONMENT, Path.of("/"))) {
      assertEquals(
          "threads are [12345\t12345\t12345\t12345]; a second attempt: EPERM\n",
          lastLine(java.hearAll()));
      assertEquals(new WaitStatus.Exited(0), java.await());
    }
  }

  /** Newer JDKs warn first that native code was loaded. */
  private static String lastLine(String output) {
    return output.lines().reduce((first, second) -> second).orElse("") + "\n";
  }

  /** The process that drops root; it cannot be the one that runs the other tests. */
  static final class Dropper {

    private Dropper() {}

    public static void main(String[] args) throws IOException {
      Privileges.become(new UserIds("somebody", 12345, 23456, List.of(23456)));
      assertFalse(Privileges.isRoot());
      System.out.println("threads are " + uids() + "; a second attempt: " + tryRoot());
    }

    private static SortedSet<String> uids() throws IOException {
      SortedSet<String> uids = new TreeSet<>();
      try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
        for (Path task : new ArrayList<>(tasks.toList())) {
          Files.readAllLines(task.resolve("status")).stream()
              .filter(line -> line.startsWith("Uid:"))
              .forEach(line -> uids.add(line.substring(5)));
        }
      }
      return uids;
    }

    private static String tryRoot() {
      try {
        Privileges.become(new UserIds("root", 0, 0, List.of(0)));
        return "root again";
      } catch (KernelException e) {
        return e.name();
      }
    }
  }
}
