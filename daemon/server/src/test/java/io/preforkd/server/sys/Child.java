package io.preforkd.server.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A real process with pipes on its descriptors 0 and 1 and its errors on 2 as well; killed and
 * collected when closed.
 */
final class Child implements AutoCloseable {

  static final Map<String, String> ENVIRONMENT = Map.of("PATH", System.getenv("PATH"));

  final int pid;
  private final Descriptors.Pair stdin;
  private final Descriptors.Pair stdout;
  private boolean collected;

  private Child(int pid, Descriptors.Pair stdin, Descriptors.Pair stdout) {
    this.pid = pid;
    this.stdin = stdin;
    this.stdout = stdout;
  }

  static Child start(String... command) throws KernelException {
    return start(List.of(command), ENVIRONMENT, Path.of("/"));
  }

  static Child start(List<String> command, Map<String, String> environment, Path directory)
      throws KernelException {
    Descriptors.Pair stdin = Descriptors.pipe();
    Descriptors.Pair stdout = Descriptors.pipe();
    try {
      List<Integer> descriptors = List.of(stdin.first(), stdout.second(), stdout.second());
      int pid = Spawner.spawn(new SpawnPlan(command, environment, directory, descriptors));
      Descriptors.close(stdin.first());
      Descriptors.close(stdout.second());
      return new Child(pid, stdin, stdout);
    } catch (KernelException e) {
      stdin.close();
      stdout.close();
      throw e;
    }
  }

  void say(String text) throws KernelException {
    RawIo.write(stdin.second(), text);
  }

  String hear() throws KernelException {
    return RawIo.read(stdout.first());
  }

  String hearAll() throws KernelException {
    return RawIo.readAll(stdout.first());
  }

  /** The descriptors that it has open, with what each one is. */
  Map<Integer, String> descriptors() throws IOException {
    Map<Integer, String> open = new TreeMap<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path link : links.toList()) {
        open.put(
            Integer.valueOf(link.getFileName().toString()),
            Files.readSymbolicLink(link).toString());
      }
    }
    return open;
  }

  /** The value of a line of {@code /proc/PID/status}. */
  String status(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  /** Waits until it has ended. */
  WaitStatus await() throws KernelException {
    int[] status = new int[1];
    Libc.check(Libc.CALLS.waitpid(pid, status, 0), "waitpid", pid);
    collected = true;
    return WaitStatus.decode(status[0]);
  }

  @Override
  public void close() throws KernelException {
    Descriptors.close(stdin.second());
    Descriptors.close(stdout.first());
    if (!collected) {
      Processes.killGroup(pid, Processes.Signo.KILL);
      await();
    }
  }
}
