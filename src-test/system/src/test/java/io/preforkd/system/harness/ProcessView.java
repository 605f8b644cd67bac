package io.preforkd.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A process as {@code /proc} shows it; what cannot be read (any more) is empty. */
public record ProcessView(long pid) {

  /** Every process there is. */
  public static List<ProcessView> all() {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(pid -> new ProcessView(Long.parseLong(pid)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs, and is no zombie. */
  public boolean isAlive() {
    String state = status("State");
    return !state.isEmpty() && state.charAt(0) != 'Z' && state.charAt(0) != 'X';
  }

  public boolean isStopped() {
    return status("State").startsWith("T");
  }

  /** A line of {@code /proc/PID/status}, such as {@code SigBlk}. */
  public String status(String key) {
    return text("status")
        .lines()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** The soft and hard limit of that name in {@code /proc/PID/limits}. */
  public String limit(String name) {
    return text("limits")
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().replaceAll(" +", " "))
        .findFirst()
        .orElse("");
  }

  public Map<String, String> environment() {
    Map<String, String> all = new TreeMap<>();
    strings("environ")
        .filter(entry -> entry.indexOf('=') > 0)
        .forEach(
            entry -> {
              int equals = entry.indexOf('=');
              all.put(entry.substring(0, equals), entry.substring(equals + 1));
            });
    return all;
  }

  public String commandLine() {
    return String.join(" ", strings("cmdline").toList());
  }

  /** The fields of {@code /proc/PID/stat} behind the name: index 0 is field 3, the state. */
  public List<String> stat() {
    String line = text("stat");
    return Arrays.asList(line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1));
  }

  public String link(String name) {
    try {
      return Files.readSymbolicLink(file(name)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Descriptor number to what it is. */
  public Map<Integer, String> descriptors() {
    Map<Integer, String> all = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(file("fd"))) {
      for (Path entry : entries) {
        String number = entry.getFileName().toString();
        all.put(Integer.parseInt(number), link("fd/" + number));
      }
    } catch (IOException gone) {
      return Map.of();
    }
    return all;
  }

  public String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      return "";
    }
  }

  /** Its living child processes. */
  public List<ProcessView> children() {
    try (Stream<Path> threads = Files.list(file("task"))) {
      return threads
          .flatMap(thread -> readOrNothing(thread.resolve("children")))
          .map(pid -> new ProcessView(Long.parseLong(pid)))
          .filter(ProcessView::isAlive)
          .toList();
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** Sends a signal, by its name without SIG. */
  public void signal(String name) {
    Finished kill = kill(name);
    if (kill.exitCode() != 0) {
      throw new AssertionError("kill -" + name + " " + pid + ": " + kill.output());
    }
  }

  /** As {@link #signal}, to one that may be gone. */
  public void signalIfThere(String name) {
    Finished ignored = kill(name);
  }

  private Finished kill(String name) {
    try {
      return Finished.run("kill", "-" + name, Long.toString(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<String> strings(String name) {
    return Arrays.stream(text(name).split("\0", -1)).filter(part -> !part.isEmpty());
  }

  private static Stream<String> readOrNothing(Path file) {
    try {
      return Arrays.stream(Files.readString(file).split(" ", -1)).filter(pid -> !pid.isBlank());
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
