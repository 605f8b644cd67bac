package io.preforkd.server.host;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Quota;
import io.preforkd.server.admin.AdminServer;
import io.preforkd.server.admin.Metrics;
import io.preforkd.server.admin.StatusPages;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.LaunchPrefix;
import io.preforkd.server.sys.OriginalLimits;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.server.sys.SpawnPlan;
import io.preforkd.server.sys.Spawner;
import io.preforkd.server.sys.TextMemory;
import io.preforkd.server.sys.WaitStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether another program could go on from the state of this one: it is run beside this one, does
 * everything but touch a descriptor, and says by which command it is to be run. After an exec there
 * would be nobody left to ask.
 *
 * @param version of preforkd that would take over
 * @param command by which it runs
 */
record Rehearsal(String version, List<String> command) {
  /** What {@link #of} gives the program as its descriptor 3. */
  private static final int STATE = 3;

  /** A source checkout may have to be built first. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final long BETWEEN_LOOKS = 20_000_000L;

  // ---- by the program that is there

  /**
   * Rehearses.
   *
   * @param launcher the script that starts preforkd
   * @throws Refusal why the other program could not take over, in its own words
   */
  static Rehearsal of(String launcher, Path config, DaemonState state) throws Refusal {
    List<Integer> opened = new ArrayList<>();
    try {
      for (String name : List.of("out", "err", "state")) {
        opened.add(TextMemory.create("preforkd-rehearsal-" + name));
      }
      state.write(opened.get(2));
      WaitStatus end = run(plan(launcher, config, opened));
      String words = TextMemory.read(opened.get(1)).strip();
      if (!end.equals(new WaitStatus.Exited(0))) {
        throw new Refusal(Kind.FAILED, "the new program " + end + ": " + words);
      }
      return JsonMapper.shared().readValue(TextMemory.read(opened.get(0)), Rehearsal.class);
    } catch (IOException | JacksonException e) {
      throw new Refusal(Kind.FAILED, "the new program cannot be tried: " + e.getMessage());
    } finally {
      opened.forEach(Descriptors::close);
    }
  }

  private static SpawnPlan plan(String launcher, Path config, List<Integer> opened)
      throws KernelException {
    LaunchPrefix prefix = new LaunchPrefix();
    OriginalLimits.nofile().ifPresent(limit -> prefix.limits(List.of(limit)));
    String cache = "PREFORKD_CACHE=" + System.getProperty("preforkd.cache", "");
    List<String> run = List.of("env", cache, launcher, "run", "-c", config.toString());
    List<String> command = new ArrayList<>(OwnCommand.takingOver(run, STATE));
    command.add(OwnCommand.REHEARSE);
    int devNull = Descriptors.devNull();
    opened.add(devNull);
    return new SpawnPlan(
        prefix.before(command),
        Optional.empty(),
        Path.of("").toAbsolutePath(),
        List.of(devNull, opened.get(0), opened.get(1), opened.get(2)));
  }

  private static WaitStatus run(SpawnPlan plan) throws KernelException, Refusal {
    int pid = Spawner.spawn(plan);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<WaitStatus> end = Processes.reap(pid);
    while (end.isEmpty()) {
      boolean isInterrupted = Thread.currentThread().isInterrupted();
      if (isInterrupted || System.nanoTime() > deadline) {
        Processes.killGroup(pid, Signo.KILL);
        Processes.await(pid);
        throw isInterrupted ? new Refusal(Kind.UNAVAILABLE, "the daemon ends") : tooLate();
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
      end = Processes.reap(pid);
    }
    return end.get();
  }

  private static Refusal tooLate() {
    return new Refusal(
        Kind.FAILED, "the new program was not ready after " + PATIENCE.toMinutes() + " minutes");
  }

  // ---- by the program that is tried

  /**
   * What to say to the program that is there.
   *
   * @param memory where its state is
   * @throws IOException why this one could not take over
   */
  static String perform(int memory, String version) throws IOException {
    DaemonState state = DaemonState.read(memory);
    LoadedConfig loaded = ConfigReader.readAgain(state.config(), System.getenv());
    refuse(loaded.faults());
    DaemonSettings settings = loaded.settings().orElseThrow();
    refuse(Preflight.faults(settings, loaded.places()));
    for (ServiceState service : state.services()) {
      rehearse(service, settings, state.seed());
    }
    Logging.start(settings.log(), settings.accessLogs()); // not to where the answer goes
    loadAll(version);
    Logging.stop();
    return JsonMapper.shared().writeValueAsString(new Rehearsal(version, OwnCommand.own()));
  }

  /** What is missing, such as a native library, must be missed now. */
  private static void loadAll(String version) throws IOException {
    try {
      new EventLoop("rehearsal", fault -> {}).stop();
      InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      AdminServer admin = AdminServer.bind(anywhere, isLookedAt -> null);
      admin.start(new Metrics(version), new StatusPages(() -> null, version), () -> {});
      admin.close();
    } catch (LinkageError e) {
      throw new IOException("the installation is not complete: " + e, e);
    }
  }

  private static void refuse(List<Fault> faults) throws IOException {
    if (!faults.isEmpty()) {
      throw new IOException(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    }
  }

  private static void rehearse(ServiceState service, DaemonSettings settings, long seed)
      throws IOException {
    try {
      PoolSettings pool = Takeover.settings(service, settings);
      int listeners = service.host().listeners().size();
      PoolFactory.core(
              pool,
              Specs.of(pool, listeners, settings.stopTimeout(), seed),
              new Quota(settings.maxChildren()),
              new Generations())
          .restore(service.host().pool());
    } catch (IllegalArgumentException e) {
      throw new IOException("pool " + service.name() + ": " + e.getMessage(), e);
    }
  }
}
