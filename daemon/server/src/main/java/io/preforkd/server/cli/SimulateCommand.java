package io.preforkd.server.cli;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.model.CapacityRun;
import io.preforkd.pool.model.Surroundings;
import io.preforkd.server.capacity.Chart;
import io.preforkd.server.capacity.JsonReport;
import io.preforkd.server.capacity.Memory;
import io.preforkd.server.capacity.Quantities;
import io.preforkd.server.capacity.Report;
import io.preforkd.server.capacity.Scenario;
import io.preforkd.server.capacity.WhatIf;
import io.preforkd.server.cli.SimulatedLoad.Given;
import io.preforkd.server.host.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code preforkd simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the daemon's own decisions on a pool of the configuration in virtual time, with a load that",
      "is modelled or recorded, and says how long clients would wait and how many children there would be.",
      "No daemon is needed, and nothing is started."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "64:the command line is wrong",
      "65:the journal is none, or has no such load",
      "66:the journal cannot be read",
      StandardOutput.EXIT,
      "73:the picture cannot be written",
      "78:the configuration is wrong, or its pool cannot be simulated"
    })
final class SimulateCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Option(
      names = "--pool",
      paramLabel = "NAME",
      description = "The pool; needed if the configuration has several.")
  private String name;

  @Mixin private SimulatedLoad load;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE,...",
      converter = Converters.OfWhatIf.class,
      description = {
        "Runs the same load on a pool with these sizes as well, and compares; may be repeated.",
        "Keys: mode=static, min, max, start, min-spare, max-spare, growth-cap, growth-interval, shrink-after."
      })
  private List<WhatIf> others = new ArrayList<>();

  @Option(
      names = "--message-time",
      paramLabel = "TIME",
      converter = Converters.OfTime.class,
      description =
          "From the kernel to the parent, from there to a child, and back; default: 50us.")
  private long message = Quantities.time("50us");

  @Option(
      names = "--child-memory",
      paramLabel = "SIZE",
      converter = Converters.OfSize.class,
      description = "What each child costs, as 40MiB: its PSS, or USS if --base-memory is given.")
  private Long childMemory;

  @Option(
      names = "--base-memory",
      paramLabel = "SIZE",
      converter = Converters.OfSize.class,
      description = "What is there once, as the parent and what children share.")
  private Long baseMemory;

  @Option(names = "--json", description = "Prints JSON: times in seconds, sizes in bytes.")
  private boolean json;

  @Option(
      names = "--plot",
      paramLabel = "FILE.svg",
      description = "Draws children and longest waits over the time into this file.")
  private Path plot;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LoadedConfig loaded = config.read();
    if (loaded.settings().isEmpty()) {
      loaded.faults().stream().map(Fault::toString).forEach(this::complain);
      return ExitCode.CONFIG;
    }
    DaemonSettings daemon = loaded.settings().get();
    PoolSettings pool = pool(daemon);
    if (baseMemory != null && childMemory == null) {
      throw wrong("--base-memory needs --child-memory");
    }
    try {
      return simulate(daemon, pool, load.read(pool.name(), spec.commandLine()));
    } catch (IOException e) {
      complain("preforkd: " + load.journal() + " cannot be read: " + e);
      return ExitCode.NO_INPUT;
    } catch (SimulatedLoad.NoJournal e) {
      complain("preforkd: " + e.getMessage());
      return ExitCode.DATA;
    }
  }

  private PoolSettings pool(DaemonSettings daemon) {
    List<PoolSettings> pools = daemon.pools();
    if (name == null && pools.size() == 1) {
      return pools.get(0);
    }
    String names = pools.stream().map(PoolSettings::name).collect(Collectors.joining(", "));
    return pools.stream()
        .filter(pool -> pool.name().equals(name))
        .findFirst()
        .orElseThrow(() -> wrong("--pool must name one of the pools: " + names));
  }

  private int simulate(DaemonSettings daemon, PoolSettings pool, Given given) {
    PoolSpec asked = Specs.of(pool, 1, daemon.stopTimeout(), 1);
    Surroundings surroundings = surroundings(daemon, pool, given.startTime());
    others.add(0, WhatIf.NOTHING);
    List<PoolSpec> specs = others.stream().map(other -> changed(asked, other)).toList();
    Scaling scaling = Scaling.valueOf(pool.scaling().toUpperCase(Locale.ROOT));
    List<Scenario> scenarios = new ArrayList<>();
    try {
      for (int i = 0; i < specs.size(); i++) {
        scenarios.add(
            new Scenario(
                others.get(i), CapacityRun.of(specs.get(i), scaling, given.load(), surroundings)));
      }
    } catch (IllegalArgumentException e) {
      complain("preforkd: pool " + pool.name() + ": " + e.getMessage());
      return ExitCode.CONFIG;
    }
    show(pool, scenarios, given);
    return draw(scenarios, given.load().duration());
  }

  /** What other pools keep for themselves this one cannot have. */
  private Surroundings surroundings(DaemonSettings daemon, PoolSettings pool, long startTime) {
    int reserved =
        daemon.pools().stream()
            .filter(it -> !it.name().equals(pool.name()))
            .mapToInt(PoolSettings::min)
            .sum();
    int backlog = pool.listen().get(0).backlog();
    return new Surroundings(
        startTime, message, backlog, Math.max(1, daemon.maxChildren() - reserved));
  }

  private PoolSpec changed(PoolSpec asked, WhatIf other) {
    try {
      return other.applyTo(asked);
    } catch (IllegalArgumentException e) {
      throw wrong("Invalid value for option '--set': " + other.text() + ": " + e.getMessage());
    }
  }

  private void show(PoolSettings pool, List<Scenario> scenarios, Given given) {
    Optional<Memory> memory =
        Optional.ofNullable(childMemory)
            .map(child -> new Memory(child, baseMemory == null ? 0 : baseMemory));
    if (json) {
      spec.commandLine()
          .getOut()
          .println(JsonReport.of(pool.name(), given.load().duration(), scenarios, memory));
    } else {
      spec.commandLine()
          .getOut()
          .print(Report.of(pool.name(), given.load().duration(), scenarios, memory));
      spec.commandLine().getOut().flush();
    }
  }

  private int draw(List<Scenario> scenarios, long duration) {
    if (plot == null) {
      return ExitCode.OK;
    }
    try {
      Files.writeString(plot, Chart.of(scenarios, duration));
      return ExitCode.OK;
    } catch (IOException e) {
      complain("preforkd: " + plot + " cannot be written: " + e);
      return ExitCode.CANNOT_CREATE;
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private void complain(String what) {
    spec.commandLine().getErr().println(what);
  }
}
