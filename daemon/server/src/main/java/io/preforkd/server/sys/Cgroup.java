package io.preforkd.server.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The control groups of this process, of version 1, version 2 or one of each: what they allow, and
 * what has happened in them. Files are read when they are asked for; what is not there is empty.
 */
public final class Cgroup {
  /** Version 1 writes the largest multiple of a page for "no limit". */
  private static final long NO_LIMIT = 1L << 60;

  private final Optional<CgroupFolder> memory;
  private final Optional<CgroupFolder> cpu;

  private Cgroup(Optional<CgroupFolder> memory, Optional<CgroupFolder> cpu) {
    this.memory = memory;
    this.cpu = cpu;
  }

  /** Those of this process. */
  public static Cgroup ours() {
    return of(Path.of("/proc/self/cgroup"), Path.of("/proc/self/mountinfo"));
  }

  /** As two files of that form tell; none at all if they cannot be read. */
  static Cgroup of(Path groups, Path mounts) {
    try {
      List<String> membership = Files.readAllLines(groups);
      List<String> mounted = Files.readAllLines(mounts);
      return new Cgroup(
          CgroupFolder.find("memory", membership, mounted),
          CgroupFolder.find("cpu", membership, mounted));
    } catch (IOException e) {
      return new Cgroup(Optional.empty(), Optional.empty());
    }
  }

  /** How many processes the kernel has killed in it since memory was short. */
  public OptionalLong oomKills() {
    return number("memory.events", "memory.oom_control", "oom_kill");
  }

  /** Bytes that it may use, of its own limits (high and max) and those above it the least. */
  public OptionalLong memoryLimit() {
    return memory.stream()
        .flatMap(folder -> folder.upwards().stream())
        .flatMapToLong(Cgroup::limits)
        .filter(bytes -> bytes < NO_LIMIT)
        .min();
  }

  private static LongStream limits(CgroupFolder folder) {
    List<String> names =
        folder.isUnified()
            ? List.of("memory.max", "memory.high")
            : List.of("memory.limit_in_bytes");
    return names.stream().map(folder::number).flatMapToLong(OptionalLong::stream);
  }

  /** Bytes in use that are no copies of files, which the kernel could drop. */
  public OptionalLong memoryUsed() {
    OptionalLong all =
        memory
            .map(f -> f.number(f.isUnified() ? "memory.current" : "memory.usage_in_bytes"))
            .orElse(OptionalLong.empty());
    if (all.isEmpty()) {
      return all;
    }
    String prefix = memory.get().isUnified() ? "" : "total_";
    long files =
        memory.get().number("memory.stat", prefix + "inactive_file").orElse(0)
            + memory.get().number("memory.stat", prefix + "active_file").orElse(0);
    return OptionalLong.of(Math.max(0, all.getAsLong() - files));
  }

  /** Processors that it may use, as 1.5, of its own limit and those above it the least. */
  public OptionalDouble cpus() {
    return cpu.stream()
        .flatMap(folder -> folder.upwards().stream())
        .map(Cgroup::quota)
        .flatMapToDouble(OptionalDouble::stream)
        .min();
  }

  private static OptionalDouble quota(CgroupFolder folder) {
    if (!folder.isUnified()) {
      return ratio(folder.number("cpu.cfs_quota_us"), folder.number("cpu.cfs_period_us"));
    }
    String[] words = folder.text("cpu.max").orElse("max").split(" ", -1);
    return words.length < 2 || words[0].equals("max")
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(words[0]) / Double.parseDouble(words[1]));
  }

  private static OptionalDouble ratio(OptionalLong quota, OptionalLong period) {
    boolean limited = quota.isPresent() && quota.getAsLong() > 0 && period.orElse(0) > 0;
    return limited
        ? OptionalDouble.of((double) quota.getAsLong() / period.getAsLong())
        : OptionalDouble.empty();
  }

  /** How long tasks waited for memory: its own record, or that of the whole machine. */
  public Optional<String> memoryPressure() {
    Optional<String> own = memory.flatMap(folder -> folder.text("memory.pressure"));
    return own.isPresent() ? own : CgroupFolder.read(Path.of("/proc/pressure/memory"));
  }

  /** Of such a record the share of the last ten seconds, per cent; 0 if it is not there. */
  public static double average(String pressure, String line) {
    return pressure
        .lines()
        .filter(text -> text.startsWith(line + " avg10="))
        .map(text -> text.replaceFirst("^.*?avg10=([0-9.]+).*$", "$1"))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElse(0);
  }

  private OptionalLong number(String unified, String first, String key) {
    return memory
        .map(folder -> folder.number(folder.isUnified() ? unified : first, key))
        .orElse(OptionalLong.empty());
  }

  @Override
  public String toString() {
    return Arrays.asList(memory, cpu).toString();
  }
}
