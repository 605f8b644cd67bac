package io.preforkd.config;

import io.preforkd.config.WorkerSettings.CommandWorker;
import io.preforkd.config.WorkerSettings.InetdWorker;
import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.config.WorkerSettings.NettyWorker;
import io.preforkd.config.WorkerSettings.ServerWorker;
import io.preforkd.config.WorkerSettings.TemplateWorker;
import io.preforkd.config.WorkerSettings.ThreadWorker;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes a pool's records of settings that have no fault. */
final class PoolBuilder {
  private PoolBuilder() {}

  static PoolSettings build(Values pool) {
    return new PoolSettings(
        pool.get(PoolKeys.NAME),
        pool.items(PoolKeys.LISTEN).stream().map(PoolBuilder::listen).toList(),
        new MayListen(pool.items(PoolKeys.MAY_LISTEN)),
        worker(pool.get(PoolKeys.WORKER)),
        pool.get(PoolKeys.DISPATCH),
        pool.get(PoolKeys.CONCURRENCY),
        pool.get(PoolKeys.SCALING),
        pool.get(PoolKeys.MODE),
        pool.get(PoolKeys.MIN),
        pool.get(PoolKeys.MAX),
        pool.get(PoolKeys.START),
        pool.get(PoolKeys.MIN_SPARE),
        pool.get(PoolKeys.MAX_SPARE),
        pool.get(PoolKeys.GROWTH_CAP),
        pool.get(PoolKeys.GROWTH_INTERVAL),
        pool.get(PoolKeys.SHRINK_AFTER),
        pool.get(PoolKeys.SELF_ACCEPT),
        pool.get(PoolKeys.ORDER_RETRY),
        pool.get(PoolKeys.ORDER_TIMEOUT),
        pool.get(PoolKeys.START_TIMEOUT),
        pool.get(PoolKeys.DRAIN_TIMEOUT),
        pool.get(PoolKeys.KILL_AFTER),
        pool.get(PoolKeys.RESPAWN_DELAY),
        pool.get(PoolKeys.RESPAWN_DELAY_MAX),
        pool.get(PoolKeys.SETTLE_TIME),
        giveUp(pool.get(PoolKeys.GIVE_UP)),
        Set.copyOf(pool.items(PoolKeys.NO_RESTART_CODES)),
        pool.get(PoolKeys.CONNECTION_TIMEOUT),
        pool.get(PoolKeys.SLOW_AFTER),
        pool.get(PoolKeys.FIRST_BYTE_TIMEOUT),
        accessLog(pool.get(PoolKeys.ACCESS_LOG)),
        pool.get(PoolKeys.PING_INTERVAL),
        pool.get(PoolKeys.PING_TIMEOUT),
        recycle(pool),
        process(pool),
        hooks(pool.get(PoolKeys.HOOKS)));
  }

  private static Optional<AccessLogSettings> accessLog(Values log) {
    return log.get(AccessLogKeys.TO)
        .map(to -> new AccessLogSettings(to, log.get(AccessLogKeys.FORMAT)));
  }

  private static GiveUpSettings giveUp(Values giveUp) {
    return new GiveUpSettings(
        giveUp.get(GiveUpKeys.FAILURES),
        giveUp.get(GiveUpKeys.WITHIN),
        giveUp.get(GiveUpKeys.THEN));
  }

  private static HookSettings hooks(Values hooks) {
    Map<Hook, List<String>> commands = new EnumMap<>(Hook.class);
    HookKeys.ROWS.forEach(
        (hook, key) -> {
          if (hooks.isGiven(key)) {
            commands.put(hook, hooks.items(key));
          }
        });
    return new HookSettings(commands, hooks.get(HookKeys.TIMEOUT));
  }

  private static ListenSettings listen(Values listener) {
    return new ListenSettings(
        listener.get(ListenKeys.NAME),
        listener.get(ListenKeys.ADDRESS),
        listener.get(ListenKeys.BACKLOG),
        listener.value(ListenKeys.IPV6_ONLY).orElse(false),
        listener.value(ListenKeys.OWNER),
        listener.value(ListenKeys.GROUP),
        listener.value(ListenKeys.MODE).orElse(0),
        listener.value(ListenKeys.ANY_OF));
  }

  private static WorkerSettings worker(Values worker) {
    if (worker.isGiven(WorkerKeys.INETD)) {
      return new InetdWorker(worker.items(WorkerKeys.INETD));
    }
    if (worker.isGiven(WorkerKeys.SERVER)) {
      return new ServerWorker(worker.items(WorkerKeys.SERVER), worker.get(WorkerKeys.STOP_SIGNAL));
    }
    Map<String, String> settings = DaemonBuilder.plain(worker.get(WorkerKeys.SETTINGS));
    if (worker.isGiven(WorkerKeys.COMMAND)) {
      return new CommandWorker(worker.items(WorkerKeys.COMMAND), settings);
    }
    if (worker.isGiven(WorkerKeys.TEMPLATE)) {
      return new TemplateWorker(worker.items(WorkerKeys.TEMPLATE), settings);
    }
    if (worker.isGiven(WorkerKeys.THREAD)) {
      return new ThreadWorker(
          worker.get(WorkerKeys.THREAD), worker.items(WorkerKeys.CLASS_PATH), settings);
    }
    if (worker.isGiven(WorkerKeys.NETTY)) {
      return new NettyWorker(
          worker.get(WorkerKeys.NETTY),
          worker.items(WorkerKeys.CLASS_PATH),
          worker.value(WorkerKeys.JAVA_HOME),
          worker.items(WorkerKeys.OPTIONS),
          settings);
    }
    return new JavaWorker(
        worker.get(WorkerKeys.JAVA),
        worker.items(WorkerKeys.CLASS_PATH),
        worker.value(WorkerKeys.JAVA_HOME),
        worker.items(WorkerKeys.OPTIONS),
        worker.get(WorkerKeys.ARCHIVE),
        worker.get(WorkerKeys.FIXED_ARCHIVE_ADDRESS),
        settings);
  }

  private static RecycleSettings recycle(Values pool) {
    return new RecycleSettings(
        pool.get(RecycleKeys.MAX_CONNECTIONS),
        pool.get(RecycleKeys.MAX_AGE),
        pool.get(RecycleKeys.MAX_MEMORY),
        pool.get(RecycleKeys.RECYCLE_JITTER));
  }

  private static ProcessSettings process(Values pool) {
    Optional<Integer> oomScoreAdj = pool.value(ProcessKeys.OOM_SCORE_ADJ);
    return new ProcessSettings(
        pool.value(ProcessKeys.USER),
        pool.value(ProcessKeys.GROUP),
        pool.get(ProcessKeys.DIRECTORY),
        pool.get(ProcessKeys.UMASK),
        pool.get(ProcessKeys.NICE),
        limits(pool.get(ProcessKeys.LIMITS)),
        oomScoreAdj.map(OptionalInt::of).orElseGet(OptionalInt::empty),
        DaemonBuilder.plain(pool.get(ProcessKeys.ENVIRONMENT)),
        pool.items(ProcessKeys.PASS_ENVIRONMENT));
  }

  private static Map<String, Long> limits(Values limits) {
    Map<String, Long> set = new HashMap<>();
    for (Key<Long> key : LimitKeys.ROWS) {
      limits.value(key).ifPresent(value -> set.put(key.name(), value));
    }
    return set;
  }
}
