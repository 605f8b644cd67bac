package io.preforkd.config;

import io.preforkd.config.ListenAddress.Tcp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The table of keys: the daemon. */
final class DaemonKeys {
  static final Key<Optional<Tcp>> ADMIN_LISTEN =
      Key.of(
          "listen",
          new AdminAddressType(),
          Optional.of(new Tcp("127.0.0.1", 9783)),
          "The port that answers /metrics, /status, /livez, /readyz and /startupz.");

  static final Key<Boolean> ADMIN_REQUIRED =
      Key.of(
          "required",
          new Flag(),
          true,
          "Whether the daemon does not start if the port cannot be had; otherwise it goes on without it, and takes it once another program lets go of it.");

  static final Key<Optional<Tcp>> ADMIN_AGENT_CHECK =
      Key.of(
          "agent-check",
          new AdminAddressType(),
          Optional.empty(),
          "The port that tells HAProxy's agent check how much is to spare; it needs the admin listener.");

  static final Key<Values> ADMIN =
      Key.section(
          "admin",
          Section.of("admin", ADMIN_LISTEN, ADMIN_REQUIRED, ADMIN_AGENT_CHECK)
              .withShorthand(ADMIN_LISTEN),
          "The administrative listener.");

  static final Key<Values> CONTROL =
      Key.section("control", ControlKeys.SECTION, "The control socket.");

  static final Key<Values> LOG = Key.section("log", LogKeys.SECTION, "The daemon's log.");

  static final Key<Values> JOURNAL =
      Key.section(
          "journal",
          JournalKeys.SECTION,
          "What pools were told and what they decided, kept on disk; the last of it is in memory in any case.");

  static final Key<String> USER =
      Key.optional(
          "user",
          Names.USER,
          "The user that the daemon becomes once its sockets are bound; it excludes a user of a pool's own.");

  static final Key<String> GROUP =
      Key.optional(
          "group",
          Names.USER,
          "The group that the daemon becomes once its sockets are bound; it excludes a group of a pool's own.");

  static final Key<Values> MEMORY_PRESSURE =
      Key.section(
          "memory-pressure",
          PressureKeys.SECTION,
          "When memory runs short, so that pools yield before the kernel kills.");

  static final Key<Integer> MAX_CHILDREN =
      Key.of(
          "max-children",
          new WholeNumber(1, Names.MOST),
          1024,
          "The most children that all pools may have together.");

  static final Key<Duration> BIND_RETRY =
      Key.of(
          "bind-retry",
          new DurationType("0", "1h"),
          Duration.ZERO,
          "How long the daemon tries again, once a second, at its start to listen on an address of a pool that is in use.");

  static final Key<Duration> DRAIN_DELAY =
      Key.of(
          "drain-delay",
          new DurationType("0", "1h"),
          Duration.ZERO,
          "How long a daemon that was told to stop says that it is not ready, and serves as before, so that load balancers look elsewhere first.");

  static final Key<Duration> STOP_TIMEOUT =
      Key.of(
          "stop-timeout",
          new DurationType("0", "24h"),
          Duration.ofSeconds(30),
          "How long a stop waits for children that still serve before it ends them.");

  static final Key<List<Setting<String>>> INCLUDE =
      Key.of(
          "include",
          new ListType<>(new Text("a path or glob", "[^\\u0000]+"), true, 0),
          List.of(),
          "Files with more pools, relative to this file; * and ? may stand in the file name, and then no file needs to match.");

  static final Key<List<Setting<Values>>> POOLS =
      Key.of(
          "pools",
          ListType.of(new SectionType(PoolKeys.SECTION)),
          List.of(),
          "The pools, of which there is at least one in all files together.");

  static final Section SECTION =
      Section.of(
          "the configuration",
          ADMIN,
          CONTROL,
          LOG,
          JOURNAL,
          USER,
          GROUP,
          MAX_CHILDREN,
          MEMORY_PRESSURE,
          BIND_RETRY,
          DRAIN_DELAY,
          STOP_TIMEOUT,
          INCLUDE,
          POOLS);

  static final Section INCLUDED = Section.of("an included file, which holds pools only", POOLS);

  private DaemonKeys() {}
}
