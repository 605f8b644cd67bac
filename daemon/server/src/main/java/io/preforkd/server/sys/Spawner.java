package io.preforkd.server.sys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;

/**
 * Starts a process with exactly what its plan names: descriptors, environment, an empty signal
 * mask, default handlers, a process group of its own.
 *
 * <p>By posix_spawn and not by fork, which a JVM with its threads cannot survive. Close-from runs
 * in the child, so that a descriptor which another thread opens meanwhile does not slip in.
 */
public final class Spawner {

  // Sizes on the 64-bit Linuxes we run on are 80, 336 and 128 bytes (bits/types, spawn.h); the
  // margin costs nothing.
  private static final int FILE_ACTIONS_BYTES = 256;
  private static final int ATTRIBUTES_BYTES = 512;
  private static final int SIGSET_BYTES = 128;

  // spawn.h: POSIX_SPAWN_SETPGROUP, _SETSIGDEF, _SETSIGMASK
  private static final short FLAGS = 0x02 | 0x04 | 0x08;

  private Spawner() {}

  /**
   * Starts the process.
   *
   * @return the new process's pid; the program already runs
   * @throws KernelException among others ENOENT and EACCES for the program or the directory; EAGAIN
   *     and ENOMEM
   */
  public static int spawn(SpawnPlan plan) throws KernelException {
    Pointer actions = Libc.memory(FILE_ACTIONS_BYTES);
    Libc.checkZero(
        Libc.CALLS.posix_spawn_file_actions_init(actions),
        "posix_spawn_file_actions_init",
        "for a child");
    try {
      describeFiles(actions, plan);
      return spawn(plan, actions);
    } finally {
      Libc.CALLS.posix_spawn_file_actions_destroy(actions);
    }
  }

  private static void describeFiles(Pointer actions, SpawnPlan plan) throws KernelException {
    String directory = plan.directory().toString();
    Libc.checkZero(
        Libc.CALLS.posix_spawn_file_actions_addchdir_np(actions, directory), "chdir", directory);
    int target = 0;
    for (int source : plan.descriptors()) {
      Libc.checkZero(
          Libc.CALLS.posix_spawn_file_actions_adddup2(actions, source, target),
          "dup2",
          source + " to " + target);
      target++;
    }
    Libc.checkZero(
        Libc.CALLS.posix_spawn_file_actions_addclosefrom_np(actions, target), "closefrom", target);
  }

  private static int spawn(SpawnPlan plan, Pointer actions) throws KernelException {
    Pointer attributes = Libc.memory(ATTRIBUTES_BYTES);
    Libc.checkZero(
        Libc.CALLS.posix_spawnattr_init(attributes), "posix_spawnattr_init", "for a child");
    try {
      describeProcess(attributes);
      return spawn(plan, actions, attributes);
    } finally {
      Libc.CALLS.posix_spawnattr_destroy(attributes);
    }
  }

  private static void describeProcess(Pointer attributes) {
    Libc.CALLS.posix_spawnattr_setsigmask(attributes, Libc.memory(SIGSET_BYTES));
    Libc.CALLS.posix_spawnattr_setsigdefault(attributes, allSignals());
    Libc.CALLS.posix_spawnattr_setpgroup(attributes, 0);
    Libc.CALLS.posix_spawnattr_setflags(attributes, FLAGS);
  }

  /**
   * By hand: sigfillset(3) leaves out 32 and 33, which glibc keeps for its threads and the child
   * would ignore for ever.
   */
  private static Pointer allSignals() {
    Pointer signals = Libc.memory(SIGSET_BYTES);
    signals.setMemory(0, SIGSET_BYTES, (byte) 0xff);
    return signals;
  }

  private static int spawn(SpawnPlan plan, Pointer actions, Pointer attributes)
      throws KernelException {
    String program = plan.command().get(0);
    Pointer argv = CStrings.array(plan.command());
    Pointer envp =
        plan.environment()
            .map(own -> CStrings.array(entries(own)))
            .orElseGet(() -> CStrings.ofBytes(OwnStrings.environment()));
    return Strangers.startOwn(
        () -> {
          int[] pid = new int[1];
          int errno = Libc.CALLS.posix_spawnp(pid, program, actions, attributes, argv, envp);
          Libc.checkZero(errno, "posix_spawn", program + " in " + plan.directory());
          return pid[0];
        });
  }

  private static List<String> entries(Map<String, String> environment) {
    List<String> entries = new ArrayList<>();
    environment.forEach((name, value) -> entries.add(name + "=" + value));
    return entries;
  }
}
