package io.preforkd.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the daemon's record of settings that have no fault. */
final class DaemonBuilder {
  private DaemonBuilder() {}

  static DaemonSettings build(Values daemon) {
    List<PoolSettings> pools =
        daemon.items(DaemonKeys.POOLS).stream().map(PoolBuilder::build).toList();
    return new DaemonSettings(
        admin(daemon.get(DaemonKeys.ADMIN)),
        control(daemon.get(DaemonKeys.CONTROL)),
        log(daemon.get(DaemonKeys.LOG)),
        journal(daemon.get(DaemonKeys.JOURNAL)),
        daemon.value(DaemonKeys.USER),
        daemon.value(DaemonKeys.GROUP),
        daemon.get(DaemonKeys.MAX_CHILDREN),
        pressure(daemon.get(DaemonKeys.MEMORY_PRESSURE)),
        daemon.get(DaemonKeys.BIND_RETRY),
        daemon.get(DaemonKeys.DRAIN_DELAY),
        daemon.get(DaemonKeys.STOP_TIMEOUT),
        pools);
  }

  private static Log log(Values log) {
    Values syslog = log.get(LogKeys.SYSLOG);
    return new Log(
        log.get(LogKeys.LEVEL),
        log.get(LogKeys.FORMAT),
        log.get(LogKeys.TO),
        new SyslogSettings(syslog.get(LogKeys.FACILITY), syslog.get(LogKeys.IDENTIFIER)),
        log.get(LogKeys.SIZE),
        log.get(LogKeys.KEEP),
        log.get(LogKeys.REPEAT_LIMIT));
  }

  private static Optional<JournalSettings> journal(Values journal) {
    return journal
        .get(JournalKeys.FILE)
        .map(
            file ->
                new JournalSettings(
                    file, journal.get(JournalKeys.SIZE), journal.get(JournalKeys.KEEP)));
  }

  private static PressureSettings pressure(Values pressure) {
    return new PressureSettings(
        pressure.get(PressureKeys.WATCH),
        pressure.get(PressureKeys.STALLED),
        pressure.get(PressureKeys.USED));
  }

  private static Admin admin(Values admin) {
    return new Admin(
        admin.get(DaemonKeys.ADMIN_LISTEN),
        admin.get(DaemonKeys.ADMIN_REQUIRED),
        admin.get(DaemonKeys.ADMIN_AGENT_CHECK));
  }

  private static Control control(Values control) {
    return new Control(
        control.get(ControlKeys.LISTEN),
        control.value(ControlKeys.GROUP),
        control.value(ControlKeys.MODE).orElse(0),
        control.get(ControlKeys.REQUIRED));
  }

  /** A mapping without the origins of its values. */
  static <E> Map<String, E> plain(Map<String, Setting<E>> settings) {
    return settings.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().value()));
  }
}
