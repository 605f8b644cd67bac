package io.preforkd.server.host;

import io.preforkd.config.Words;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.LeaveReason;
import io.preforkd.server.journal.Reasons;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.sys.WaitStatus;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log lines of a pool, all in one place since they are an interface: operators grep for them,
 * tests wait for them. A line about a limit says what is seen, what follows from it, and which key
 * to change.
 */
final class PoolLog {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Set<EndReason> EXPECTED =
      Set.of(
          EndReason.SHRINK,
          EndReason.PRESSURE,
          EndReason.ROOM,
          EndReason.RELOAD,
          EndReason.STOP,
          EndReason.RECYCLE,
          EndReason.RECYCLE_ASKED,
          EndReason.CANNOT_ACCEPT,
          EndReason.MEMORY,
          EndReason.LEFT,
          EndReason.OPERATOR);

  private final String pool;
  private String lastStatus = "";

  PoolLog(String pool) {
    this.pool = pool;
  }

  void opened(PoolSpec spec, String addresses, String worker) {
    LOG.info(
        "pool={} starts: listen={} worker={} mode={} min={} max={} start={} spare={}..{}",
        pool,
        addresses.isEmpty() ? "none" : addresses,
        worker,
        Words.of(spec.mode()),
        spec.min(),
        spec.max(),
        spec.start(),
        spec.minSpare(),
        spec.maxSpare());
  }

  /** The pool line; the same one is not written twice in a row. */
  void status(PoolStatus status, int backlog) {
    String line = line(pool, status, backlog);
    if (!line.equals(lastStatus)) {
      lastStatus = line;
      LOG.info("{}", line);
    }
  }

  /** The pool line. */
  static String line(PoolSnapshot snapshot) {
    return line(snapshot.name(), snapshot.status(), snapshot.backlog());
  }

  private static String line(String pool, PoolStatus status, int backlog) {
    PoolSpec spec = status.spec();
    String wanted =
        spec.mode() == PoolMode.STATIC ? "" : "/" + spec.minSpare() + ".." + spec.maxSpare();
    return String.format(
        "pool=%s idle=%d%s busy=%d starting=%d leaving=%d total=%d/%d backlog=%d",
        pool,
        status.idle(),
        wanted,
        status.busy(),
        status.starting(),
        status.leaving(),
        status.living(),
        spec.max(),
        backlog);
  }

  void spawned(ChildId child, SpawnReason reason) {
    LOG.debug("{} started: {}", child, reason.name().toLowerCase(Locale.ROOT));
  }

  void spawnFailed(int slot, long generation, String why) {
    LOG.error("pool={} slot={} gen={} cannot be started: {}", pool, slot, generation, why);
  }

  void firstIdle(ChildId child, long nanos) {
    LOG.info("{} idle after {} ms", child, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  void restsAfter(ChildId child, String errno) {
    LOG.warn(
        "{} cannot accept ({}) and rests; the others serve. With EMFILE raise limits: nofile",
        child,
        errno);
  }

  void leaves(ChildId child, LeaveReason reason) {
    LOG.info(
        "{} leaves by itself: {}", child, reason.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  void brokeProtocol(ChildId child, String what) {
    LOG.error("{} broke the protocol and is killed: {}", child, what);
  }

  void unresponsive(ChildId child) {
    LOG.error("{} does not read its back-channel and is killed", child);
  }

  void parts(ChildId child, EndReason reason) {
    LOG.debug("{} leaves once nobody waits for it: {}", child, Reasons.words(reason));
  }

  void killed(ChildId child, boolean politely, EndReason reason) {
    LOG.warn("{} gets {}: {}", child, politely ? "TERM" : "KILL", Reasons.words(reason));
  }

  void dumped(ChildId child, EndReason reason) {
    LOG.warn("{} gets QUIT, and KILL in half a second: {}", child, Reasons.words(reason));
  }

  void shares(ChildId who, String address) {
    LOG.info(
        "pool={} listens on {} for its children, since {} has asked for it", pool, address, who);
  }

  void sharesNoMore(String address) {
    LOG.info(
        "pool={} no longer listens on {}, which may-listen does not allow any more; children that have the"
            + " socket keep it until they leave",
        pool,
        address);
  }

  void refusesSocket(ChildId who, String why, boolean isLast) {
    String more = isLast ? "; further refusals are logged after the next reload" : "";
    LOG.warn("{} asks for a socket and gets none: {}{}", who, why, more);
  }

  void slow(ChildId child, long nanos) {
    LOG.warn(
        "{} has held one connection for {} s, longer than slow-after",
        child,
        String.format(Locale.ROOT, "%.1f", nanos / 1e9));
  }

  void grown(ChildId child, long bytes) {
    LOG.info(
        "{} has {} MiB, more than max-memory, and is replaced",
        child,
        String.format(Locale.ROOT, "%.1f", bytes / (double) (1 << 20)));
  }

  /** Said once of a pool. */
  void measuresResidentSize() {
    LOG.warn(
        "pool={} max-memory is compared with the RSS of its children, in which all shared pages count,"
            + " since their PSS cannot be read; give the daemon CAP_SYS_PTRACE, or raise max-memory",
        pool);
  }

  void cannotKill(ChildId child, String why) {
    LOG.error("{} cannot be killed: {}; it is tried again", child, why);
  }

  void leftBehind(ChildId child, String why) {
    LOG.error("{} lives on after several KILLs and is left behind: {}", child, why);
  }

  void miscounted(ChildId child, BoardCounts counts) {
    LOG.warn(
        "{} has written to the board what cannot be: it is taken for accepted={} finished={} failed={}."
            + " A worker counts each connection once as accepted, then once as finished or failed",
        child,
        counts.accepted(),
        counts.finished(),
        counts.failed());
  }

  /** One record for each death: who, how, doing what, after how long and how much work. */
  void died(
      ChildId child,
      WaitStatus how,
      SlotState doing,
      EndReason reason,
      Verdict verdict,
      long ageNanos,
      BoardCounts counts) {
    boolean expected = reason != null && EXPECTED.contains(reason);
    String what =
        String.format(
            Locale.ROOT,
            "%s while %s, %s, age=%.1fs connections=%d lost=%d",
            how,
            doing.name().toLowerCase(Locale.ROOT),
            reason == null ? verdict.words() : Reasons.words(reason),
            ageNanos / 1e9,
            counts.accepted(),
            counts.open());
    if (expected && counts.open() == 0) {
      LOG.info("{} ended: {}", child, what);
    } else {
      LOG.warn("{} ended: {}", child, what);
    }
  }

  void throttled(int deaths, long pauseNanos) {
    LOG.error(
        "pool={} children die young, {} in a row: the next one is tried in {} ms."
            + " Their last words stand above; repair the worker",
        pool,
        deaths,
        TimeUnit.NANOSECONDS.toMillis(pauseNanos));
  }

  void degraded(int failures) {
    LOG.error(
        "pool={} is degraded: {} attempts in a row ended in young deaths. It goes on trying after"
            + " each pause; repair the worker, or set give-up: then: exit",
        pool,
        failures);
  }

  void recovered(long nanos) {
    LOG.info("pool={} is no longer degraded, after {} s", pool, seconds(nanos));
  }

  void pressed(Pressure level, String seen) {
    String consequence = level == Pressure.FULL ? "gives up idle children" : "does not grow";
    LOG.warn(
        "pool={} {} above min: memory is short ({}); lower max or the worker's memory, or give more",
        pool,
        consequence,
        seen);
  }

  void eased(long nanos) {
    LOG.info("pool={} grows again: memory was short for {} s", pool, seconds(nanos));
  }

  void starved(int waiting) {
    LOG.warn(
        "pool={} has {} connections waiting and nobody idle: it does not grow since memory is"
            + " short; lower the worker's memory, or give more",
        pool,
        waiting);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
  }

  void givenUp(String why) {
    LOG.error(
        "pool={} is given up: {}. Its listeners are closed; repair the worker and start again",
        pool,
        why);
  }

  void notReady() {
    LOG.warn(
        "pool={} is not ready: no child serves and none has come up in its place; its clients wait",
        pool);
  }

  void readyAgain() {
    LOG.info("pool={} is ready again", pool);
  }

  /** Somebody has set the size, or left it to the algorithm again. */
  void scaled(String who, PoolStatus status) {
    if (status.held().isPresent()) {
      LOG.info("pool={} is held at {} children: {}", pool, status.held().getAsInt(), who);
    } else {
      LOG.info("pool={} follows its load: {}", pool, who);
    }
  }

  void saturatedByHold(int waiting, int held) {
    LOG.warn(
        "pool={} has {} connections waiting and nobody idle: clients wait since the pool is held at {}"
            + " children; let it follow its load by preforkd ctl scale {} auto",
        pool,
        waiting,
        held,
        pool);
  }

  void saturated(int waiting, String key, int limit) {
    LOG.warn(
        "pool={} has {} connections waiting and nobody idle: clients wait since {}={} is reached; raise {}"
            + " if memory allows, or make the worker faster",
        pool,
        waiting,
        key,
        limit,
        key);
  }

  void relieved(long nanos) {
    LOG.info("pool={} is no longer saturated, after {} s", pool, seconds(nanos));
  }

  /** A server that opens its sockets itself shuts them itself. */
  void shut(String addresses) {
    if (addresses.isEmpty()) {
      return;
    }
    LOG.info("pool={} takes no new connections on {}", pool, addresses);
  }

  void cannotShut(String address, String why) {
    LOG.warn(
        "pool={} cannot shut {}: {}; clients that come while it stops may be reset",
        pool,
        address,
        why);
  }

  void cannotSteer(String address, String why) {
    LOG.warn(
        "pool={} cannot steer the clients of {}: {}; some may come to children that do not accept,"
            + " and wait",
        pool,
        address,
        why);
  }

  /** The new sizes and times are in force. */
  void changed(PoolSpec spec, String what) {
    LOG.info(
        "pool={} changes in place: {}; mode={} min={} max={} spare={}..{}",
        pool,
        what,
        Words.of(spec.mode()),
        spec.min(),
        spec.max(),
        spec.minSpare(),
        spec.maxSpare());
  }

  void handoverBegins(String why) {
    LOG.info("pool={} gets a new edition: {}", pool, why);
  }

  void handoverComplete(long nanos, PoolStatus next) {
    LOG.info(
        "pool={} is served by its new edition, {} children after {} ms; the old ones finish",
        pool,
        next.idle() + next.busy(),
        TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  void handoverUndone(String why) {
    LOG.error(
        "pool={} keeps its old edition, since the new one fails: {}. Its children's last words stand"
            + " above; repair the worker and reload again",
        pool,
        why);
  }

  void notOpened(String why) {
    LOG.error(
        "pool={} is not opened, since its children fail: {}. Their last words stand above; repair the"
            + " worker and reload again",
        pool,
        why);
  }

  void notStarted(String why) {
    LOG.error("pool={} is not opened: {}. Make room, and reload again", pool, why);
  }

  void notPrepared(String why) {
    LOG.error(
        "pool={} is not opened, since its hook before-start has failed: {}. Repair the command, and start"
            + " or reload again",
        pool,
        why);
  }

  void removed() {
    LOG.info("pool={} is no longer configured: its children finish", pool);
  }

  void oldEditionEnded() {
    LOG.info("pool={} an edition that is no longer in force has ended", pool);
  }

  void stopped() {
    LOG.info("pool={} stopped", pool);
  }

  void inconsistent(String fault) {
    LOG.error(
        "pool={} books were wrong and have been repaired: {}; this is a fault in preforkd",
        pool,
        fault);
  }

  void cannotAccept(String address, String why) {
    LOG.warn("pool={} cannot accept on {}: {}; tries again every 100 ms", pool, address, why);
  }

  void dropped(int connections) {
    LOG.warn(
        "pool={} drops {} accepted connections: its time is up and no child has taken them",
        pool,
        connections);
  }

  void backlogUnknown(String address, String why) {
    LOG.warn(
        "pool={} cannot measure the backlog of {}: {}; it grows by spares only",
        pool,
        address,
        why);
  }
}
