package io.preforkd.config;

import io.preforkd.config.Origin.Given;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the keys of a worker demand of each other and of the file system. */
final class WorkerRules {
  /** They travel as one JSON text of 64 KiB at most, in which a character can take six bytes. */
  private static final int MAX_SETTINGS = 10 * 1024;

  private final Values worker;
  private final Faults faults;

  WorkerRules(Values worker, Faults faults) {
    this.worker = worker;
    this.faults = faults;
  }

  void check() {
    List<Key<?>> kinds = WorkerKeys.KINDS.stream().filter(worker::isGiven).toList();
    if (kinds.size() != 1) {
      String names = WorkerKeys.KINDS.stream().map(Key::name).collect(Collectors.joining(", "));
      String message = kinds.isEmpty() ? "says nothing to run" : "says more than one thing to run";
      faults.add(worker.place(), worker.path(), message, "give exactly one of " + names);
    } else {
      refuseWhatHasNoMeaning(kinds.get(0));
    }
    checkFiles();
    checkSettings();
  }

  private void refuseWhatHasNoMeaning(Key<?> kind) {
    if (!worker.isGiven(WorkerKeys.JAVA)) {
      WorkerKeys.ARCHIVE_ONLY.forEach(key -> refuse(kind, key));
    }
    if (!worker.isGiven(WorkerKeys.JAVA) && !worker.isGiven(WorkerKeys.NETTY)) {
      WorkerKeys.JVM_ONLY.forEach(key -> refuse(kind, key));
      if (!worker.isGiven(WorkerKeys.THREAD)) {
        refuse(kind, WorkerKeys.CLASS_PATH);
      }
    }
    if (worker.isGiven(WorkerKeys.INETD) || worker.isGiven(WorkerKeys.SERVER)) {
      refuse(kind, WorkerKeys.SETTINGS);
    }
    if (!worker.isGiven(WorkerKeys.SERVER)) {
      refuse(kind, WorkerKeys.STOP_SIGNAL);
    }
  }

  private void refuse(Key<?> kind, Key<?> key) {
    if (worker.isGiven(key)) {
      fault(key, kind.name() + " has no " + key.name(), "remove the key");
    }
  }

  private void checkFiles() {
    worker.value(WorkerKeys.CLASS_PATH).orElse(List.of()).forEach(this::checkEntry);
    worker
        .value(WorkerKeys.JAVA_HOME)
        .map(home -> home.resolve("bin/java"))
        .filter(java -> !Files.isExecutable(java))
        .ifPresent(
            java ->
                fault(
                    WorkerKeys.JAVA_HOME, "there is no program " + java, "name a JDK's directory"));
  }

  private void checkSettings() {
    int length =
        worker.value(WorkerKeys.SETTINGS).orElse(Map.of()).entrySet().stream()
            .mapToInt(entry -> bytes(entry.getKey()) + bytes(entry.getValue().value()))
            .sum();
    if (length > MAX_SETTINGS) {
      String message = "names and texts have " + length + " bytes, more than " + MAX_SETTINGS;
      fault(WorkerKeys.SETTINGS, message, "put what is long into a file, and name that file");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void checkEntry(Setting<Path> entry) {
    Path path = entry.value();
    boolean wildcard = path.endsWith("*");
    if (wildcard ? Files.isDirectory(path.getParent()) : Files.exists(path)) {
      return;
    }
    // Only what a file gives can be missing: the default is empty.
    if (entry.origin() instanceof Given given) {
      String message =
          (wildcard ? path.getParent() + " is no directory" : path + " does not exist");
      faults.add(
          given.place(),
          worker.path(WorkerKeys.CLASS_PATH),
          message,
          "correct the path, or build what is missing");
    }
  }

  private void fault(Key<?> key, String message, String remedy) {
    faults.add(worker.place(key), worker.path(key), message, remedy);
  }
}
