package io.preforkd.server.host;

import io.preforkd.config.PoolSettings;
import io.preforkd.config.ProcessSettings;
import io.preforkd.config.WorkerSettings;
import io.preforkd.server.child.ClassData;
import io.preforkd.server.child.Launch;
import io.preforkd.server.child.WorkerCommand;
import io.preforkd.server.hook.HookLaunch;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.sys.FileMask;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.LaunchPrefix;
import io.preforkd.server.sys.OriginalLimits;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.server.sys.Rlimit;
import io.preforkd.server.sys.UserIds;
import io.preforkd.server.sys.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** How the children of a pool are started, from its settings. */
final class Launches {
  /** Enough to leave the processor to those who serve. */
  private static final int YIELDING = 10;

  private Launches() {}

  static Launch of(PoolSettings pool, List<Listener> listeners, ClassData data)
      throws KernelException {
    return launch(pool, listeners, data, pool.process().nice(), receivesDescriptors(pool));
  }

  /**
   * The same for a child that nobody waits for and that is sent no descriptor: the archive it may
   * make is that of all pools of its worker, so it is made without what they do not all have.
   */
  static Launch inBackground(PoolSettings pool, List<Listener> listeners, ClassData data)
      throws KernelException {
    return launch(pool, listeners, data, pool.process().nice() + YIELDING, false);
  }

  /** Whether a Java child needs what brings descriptors into it: connections, or listeners. */
  static boolean receivesDescriptors(PoolSettings pool) {
    return pool.isPassed() || !pool.mayListen().addresses().isEmpty();
  }

  private static Launch launch(
      PoolSettings pool, List<Listener> listeners, ClassData data, int nice, boolean receives)
      throws KernelException {
    LaunchPrefix prefix = prefix(pool, nice);
    if (pool.process().umask() != FileMask.current()) {
      prefix.umask(pool.process().umask());
    }
    if (pool.worker() instanceof WorkerSettings.CommandWorker) {
      prefix.listenPid();
    }
    if (pool.worker() instanceof WorkerSettings.ServerWorker) {
      prefix.listenPid().endWithParent();
    }
    return new Launch(
        pool.name(),
        prefix.before(WorkerCommand.of(pool.worker(), data, receives)),
        workerEnvironment(pool),
        pool.process().directory(),
        listeners.stream().map(Launches::bySlot).toList(),
        listeners.stream().map(Listener::name).toList(),
        pool.connectionTimeout().toMillis(),
        pool.slowAfter().toMillis(),
        pool.firstByteTimeout().toMillis(),
        deferred(pool, listeners),
        pool.concurrency(),
        pool.isPassed(),
        pool.worker().settings(),
        stopSignal(pool.worker()));
  }

  private static IntUnaryOperator bySlot(Listener listener) {
    return slot -> listener.fd(slot);
  }

  /**
   * How the pool's hooks are started. The umask is always set, by a shell, which looks the command
   * up in the PATH of the children rather than in ours.
   */
  static HookLaunch ofHooks(PoolSettings pool) throws KernelException {
    ProcessSettings process = pool.process();
    return new HookLaunch(
        pool.name(),
        prefix(pool, process.nice()).umask(process.umask()).before(List.of()),
        environment(process),
        process.directory());
  }

  private static Optional<Signo> stopSignal(WorkerSettings worker) {
    return worker instanceof WorkerSettings.ServerWorker server
        ? Optional.of(Signo.valueOf(server.stopSignal()))
        : Optional.empty();
  }

  /** The listeners whose silent clients wait in the kernel, see {@link Edition#deferSilent}. */
  private static List<Integer> deferred(PoolSettings pool, List<Listener> listeners) {
    List<Integer> deferred = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      if (!pool.firstByteTimeout().isZero() && listeners.get(i).canDefer()) {
        deferred.add(i);
      }
    }
    return deferred;
  }

  /** Each part costs a millisecond of every start, so only what differs from our own is there. */
  private static LaunchPrefix prefix(PoolSettings pool, int nice) throws KernelException {
    ProcessSettings process = pool.process();
    LaunchPrefix prefix = new LaunchPrefix().limits(limits(process));
    if (process.oomScoreAdj().isPresent()) {
      prefix.oomScore(process.oomScoreAdj().getAsInt());
    }
    if (nice != 0) {
      prefix.nice(nice);
    }
    user(process).ifPresent(prefix::user);
    if (Privileges.passesCapabilities()) {
      prefix.withoutCapabilities();
    }
    return prefix;
  }

  private static List<Rlimit> limits(ProcessSettings process) {
    List<Rlimit> limits = new ArrayList<>();
    process
        .limits()
        .forEach((name, value) -> limits.add(new Rlimit(name, value, OptionalLong.of(value))));
    if (!process.limits().containsKey("nofile")) {
      OriginalLimits.nofile().ifPresent(limits::add);
    }
    return limits;
  }

  /** The children's user, if it is not the daemon's. */
  static Optional<UserIds> user(ProcessSettings process) throws KernelException {
    if (process.user().isEmpty()) {
      return Optional.empty();
    }
    UserIds user = Users.user(process.user().get());
    return Optional.of(
        process.group().isPresent() ? user.withGroup(Users.group(process.group().get())) : user);
  }

  /**
   * A Java child knows the errors of accept by the C library's words for them, so those must not be
   * translated; LANGUAGE leaves the character set alone, as LC_ALL would not.
   */
  private static Map<String, String> workerEnvironment(PoolSettings pool) {
    Map<String, String> all = environment(pool.process());
    if (pool.worker() instanceof WorkerSettings.JvmWorker) {
      all.putIfAbsent("LANGUAGE", "C");
    }
    return all;
  }

  /** Nothing of our own environment but what the operator lets through. */
  private static Map<String, String> environment(ProcessSettings process) {
    Map<String, String> all = new TreeMap<>();
    for (String name : process.passEnvironment()) {
      String value = System.getenv(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    all.putAll(process.environment());
    return all;
  }
}
