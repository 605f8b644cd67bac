package io.preforkd.config;

import java.time.Duration;
import java.util.List;

/** The table of keys: a pool, but for what its children are as processes. */
final class PoolKeys {
  /** The parent accepts. */
  static final String PASS = "pass";

  static final Key<String> NAME =
      Key.required(
          "name",
          new Text("a name", "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"),
          "The name in logs, metrics and commands; each pool has its own.");

  static final Key<List<Setting<Values>>> LISTEN =
      Key.required(
          "listen",
          new ListType<>(new SectionType(ListenKeys.SECTION), true, 0),
          "Where the pool listens: an address, a mapping, or a list of them; empty for a server that opens its sockets itself.");

  static final Key<List<Setting<ListenAddress>>> MAY_LISTEN =
      Key.of(
          "may-listen",
          ListType.of(new LiteralAddressType()),
          List.of(),
          "Where children may ask the daemon for further listening sockets, which they serve by themselves; *:PORT"
              + " allows every address of the port. The file of a unix socket has mode 0600 and is the children's user's.");

  static final Key<Values> WORKER =
      Key.required(
          "worker",
          new SectionType(WorkerKeys.SECTION),
          "What a child runs: java, netty, thread, command, inetd, server or template.");

  static final String REUSE_PORT = "reuse-port";

  static final Key<String> DISPATCH =
      Key.of(
          "dispatch",
          Choice.of("lowest-idle", "round-robin", "least-busy", "shared", PASS, REUSE_PORT),
          "lowest-idle",
          "How connections come to children: the parent orders the lowest-numbered idle one, or one after the other, "
              + "or the one with the fewest connections; or all accept by themselves on the same sockets and the "
              + "kernel chooses; or the parent accepts, and passes the connection to the child with the fewest; or each "
              + "child has sockets of its own, by SO_REUSEPORT, among which the kernel spreads the clients (TCP only, "
              + "max up to 512).");

  static final Key<Integer> CONCURRENCY =
      Key.of(
          "concurrency",
          new WholeNumber(1, 65535),
          1,
          "How many connections a child may hold at one time; above 1 the worker must be one that can, it keeps "
              + "connection-timeout and slow-after itself, and min-spare and max-spare count connections that could be "
              + "taken instead of children.");

  static final Key<String> SCALING =
      Key.of(
          "scaling",
          Choice.of("spares", "spamd"),
          "spares",
          "What decides the pool's size: our algorithm, or SpamAssassin's, which moves by one child at a time.");

  static final Key<Mode> MODE =
      Key.of(
          "mode",
          Choice.of(Mode.class),
          Mode.DYNAMIC,
          "Whether the pool always has max children, follows the load, or has none until a connection waits.");

  static final Key<Integer> MIN =
      Key.derived(
          "min",
          count(0),
          "1; in static mode max, on-demand 0",
          PoolDefaults::min,
          "The fewest children.");

  static final Key<Integer> MAX = Key.of("max", count(1), 16, "The most children.");

  static final Key<Integer> START =
      Key.derived(
          "start",
          count(0),
          "enough for min-spare, at least min; in static mode max, on-demand 0",
          PoolDefaults::start,
          "How many children are started at once in the beginning, between min and max.");

  static final Key<Integer> MIN_SPARE =
      Key.derived(
          "min-spare",
          count(0),
          "2, at most max-spare; in other modes than dynamic 0",
          PoolDefaults::minSpare,
          "Fewer idle children than this, and more are started.");

  static final Key<Integer> MAX_SPARE =
      Key.derived(
          "max-spare",
          count(0),
          "4, at most max; in static mode max, on-demand 0",
          PoolDefaults::maxSpare,
          "More idle children than this, and the highest-numbered are drained.");

  static final Key<Integer> GROWTH_CAP =
      Key.of("growth-cap", count(1), 32, "The most children that are started at once.");

  static final Key<Duration> GROWTH_INTERVAL =
      Key.of(
          "growth-interval",
          time("10ms", "1h"),
          Duration.ofSeconds(1),
          "The time between two steps of growth while no connection waits.");

  static final Key<Duration> SHRINK_AFTER =
      Key.derived(
          "shrink-after",
          time("10ms", "24h"),
          "1s; on-demand 10s; in static mode unused",
          PoolDefaults::shrinkAfter,
          "How long there must have been too many idle children before the surplus is drained.");

  static final Key<Boolean> SELF_ACCEPT =
      Key.derived(
          "self-accept",
          new Flag(),
          "true; false with an access-log",
          PoolDefaults::selfAccept,
          "Whether a child that has finished may take one waiting connection before it reports idle.");

  static final Key<Duration> ORDER_RETRY =
      Key.of(
          "order-retry",
          time("1ms", "1m"),
          Duration.ofMillis(20),
          "How long an ordered child may take before the next one is ordered as well; less than order-timeout.");

  static final Key<Duration> ORDER_TIMEOUT =
      Key.of(
          "order-timeout",
          time("10ms", "1h"),
          Duration.ofSeconds(5),
          "How long an ordered child may stay silent before it is killed; with dispatch shared or reuse-port, how long"
              + " clients may wait beside an idle child before it is replaced.");

  static final Key<Duration> START_TIMEOUT =
      Key.of(
          "start-timeout",
          time("100ms", "1h"),
          Duration.ofSeconds(60),
          "How long a new child may take until it is idle before it is killed.");

  static final Key<Duration> DRAIN_TIMEOUT =
      Key.of(
          "drain-timeout",
          time("0", "24h"),
          Duration.ofSeconds(30),
          "How long a draining child may finish its connection before it is sent TERM.");

  static final Key<Duration> KILL_AFTER =
      Key.of(
          "kill-after",
          time("0", "1h"),
          Duration.ofSeconds(5),
          "The time between TERM and KILL for a child.");

  static final Key<Duration> RESPAWN_DELAY =
      Key.of(
          "respawn-delay",
          time("1ms", "1h"),
          Duration.ofMillis(100),
          "The first pause after a child that died young of its own; it doubles with each attempt that fails.");

  static final Key<Duration> RESPAWN_DELAY_MAX =
      Key.of(
          "respawn-delay-max",
          time("1ms", "24h"),
          Duration.ofSeconds(30),
          "The longest of those pauses.");

  static final Key<Duration> SETTLE_TIME =
      Key.of(
          "settle-time",
          time("0", "1h"),
          Duration.ofSeconds(10),
          "So long after its first idle a child is young, unless it has served a connection.");

  static final Key<Values> GIVE_UP =
      Key.section(
          "give-up", GiveUpKeys.SECTION, "When young deaths have been too many, and what follows.");

  static final Key<List<Setting<Integer>>> NO_RESTART_CODES =
      Key.of(
          "no-restart-codes",
          ListType.of(new WholeNumber(1, 255)),
          ListType.constants(List.of(64, 78)),
          "Exit codes by which a worker says that another try is of no use: the pool is given up, unless others of it serve.");

  static final Key<Duration> CONNECTION_TIMEOUT =
      Key.of(
          "connection-timeout",
          time("0", "24h"),
          Duration.ZERO,
          "How long a child may hold one connection before it is ended; 0 for ever.");

  static final Key<Duration> FIRST_BYTE_TIMEOUT =
      Key.of(
          "first-byte-timeout",
          time("0", "24h"),
          Duration.ZERO,
          "How long a client may wait with its first byte, for protocols in which the client speaks first (with any"
              + " other, nobody is served); 0 for ever. Over TCP the kernel holds silent clients back, so the time is"
              + " rounded up to 1s, 3s, 7s, 15s, 31s, 63s and so on.");

  static final Key<Duration> PING_INTERVAL =
      Key.of(
          "ping-interval",
          time("0", "1h"),
          Duration.ofSeconds(10),
          "How long a child that answers pings may be silent before it is asked whether it lives; 0 for ever.");

  static final Key<Duration> PING_TIMEOUT =
      Key.of(
          "ping-timeout",
          time("10ms", "1h"),
          Duration.ofSeconds(5),
          "How long a child may take to answer a ping before it is ended.");

  static final Key<Duration> SLOW_AFTER =
      Key.of(
          "slow-after",
          time("0", "24h"),
          Duration.ZERO,
          "After how long a connection is logged as slow, by a Java worker with its stack; 0 for never.");

  static final Key<Values> ACCESS_LOG =
      Key.section(
          "access-log",
          AccessLogKeys.SECTION,
          "A line for each connection, for which each must come by an order: it excludes dispatch shared and reuse-port,"
              + " concurrency above 1 and self-accept.");

  static final Key<Values> HOOKS =
      Key.section(
          "hooks",
          HookKeys.SECTION,
          "Commands that the daemon runs, as the children's user and in their environment, at moments of the pool's life.");

  static final Section SECTION =
      Section.of(
          "a pool",
          NAME,
          LISTEN,
          MAY_LISTEN,
          WORKER,
          DISPATCH,
          CONCURRENCY,
          SCALING,
          MODE,
          MIN,
          MAX,
          START,
          MIN_SPARE,
          MAX_SPARE,
          GROWTH_CAP,
          GROWTH_INTERVAL,
          SHRINK_AFTER,
          SELF_ACCEPT,
          ORDER_RETRY,
          ORDER_TIMEOUT,
          START_TIMEOUT,
          DRAIN_TIMEOUT,
          KILL_AFTER,
          RESPAWN_DELAY,
          RESPAWN_DELAY_MAX,
          SETTLE_TIME,
          GIVE_UP,
          NO_RESTART_CODES,
          CONNECTION_TIMEOUT,
          SLOW_AFTER,
          FIRST_BYTE_TIMEOUT,
          ACCESS_LOG,
          PING_INTERVAL,
          PING_TIMEOUT,
          RecycleKeys.MAX_CONNECTIONS,
          RecycleKeys.MAX_AGE,
          RecycleKeys.MAX_MEMORY,
          RecycleKeys.RECYCLE_JITTER,
          ProcessKeys.USER,
          ProcessKeys.GROUP,
          ProcessKeys.DIRECTORY,
          ProcessKeys.UMASK,
          ProcessKeys.NICE,
          ProcessKeys.LIMITS,
          ProcessKeys.OOM_SCORE_ADJ,
          ProcessKeys.ENVIRONMENT,
          ProcessKeys.PASS_ENVIRONMENT,
          HOOKS);

  private PoolKeys() {}

  private static WholeNumber count(int least) {
    return new WholeNumber(least, Names.MOST);
  }

  private static DurationType time(String least, String most) {
    return new DurationType(least, most);
  }
}
