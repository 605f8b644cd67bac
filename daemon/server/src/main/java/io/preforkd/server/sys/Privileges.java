package io.preforkd.server.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Gives root up, for every thread of the process and for ever. */
public final class Privileges {

  private static final Path TASKS = Path.of("/proc/self/task");

  private Privileges() {}

  /** Whether this process may act for other users. */
  public static boolean isRoot() {
    return status(Path.of("/proc/self")).equals("0\t0\t0\t0");
  }

  /** The user whose rights this process has. */
  public static int uid() {
    return Integer.parseUnsignedInt(status(Path.of("/proc/self")).split("\t", -1)[1]);
  }

  /**
   * Whether every program that this process runs gets capabilities of it, as by
   * AmbientCapabilities= of a unit.
   */
  public static boolean passesCapabilities() {
    return !status(Path.of("/proc/self"), "CapAmb:\t").matches("0*");
  }

  /**
   * Becomes another user: groups first, since only root may change them. glibc carries the calls to
   * every thread; the kernel's answer for each thread is checked, because one that stayed root
   * would undo it all.
   *
   * @throws KernelException EPERM if this process is not root
   * @throws IllegalStateException if a thread did not follow: end the process
   */
  public static void become(UserIds user) throws KernelException {
    int[] groups = user.groups().stream().mapToInt(Integer::intValue).toArray();
    Libc.check(Libc.CALLS.setgroups(groups.length, groups), "setgroups", user.name());
    Libc.check(Libc.CALLS.setresgid(user.gid(), user.gid(), user.gid()), "setgid", user.name());
    Libc.check(Libc.CALLS.setresuid(user.uid(), user.uid(), user.uid()), "setuid", user.name());
    requireEveryThread(user);
  }

  private static void requireEveryThread(UserIds user) {
    String uid = Integer.toUnsignedString(user.uid());
    String wanted = String.join("\t", List.of(uid, uid, uid, uid));
    try (Stream<Path> tasks = Files.list(TASKS)) {
      tasks.forEach(task -> requireUid(task, wanted));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prove that every thread gave root up", e);
    }
  }

  private static void requireUid(Path task, String wanted) {
    String found = status(task);
    if (!found.isEmpty() && !found.equals(wanted)) {
      throw new IllegalStateException(
          "thread " + task.getFileName() + " still has the user ids " + found);
    }
  }

  /** The real, effective, saved and file system uid; empty if the thread has ended. */
  private static String status(Path task) {
    return status(task, "Uid:\t");
  }

  private static String status(Path task, String key) {
    try (Stream<String> lines = Files.lines(task.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()))
          .findFirst()
          .orElse("");
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the status of " + task, e);
    }
  }
}
