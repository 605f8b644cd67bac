package io.preforkd.server.cli;

import io.preforkd.pool.model.Arrivals;
import io.preforkd.pool.model.Load;
import io.preforkd.pool.model.ModelLoad;
import io.preforkd.pool.model.Recording;
import io.preforkd.pool.model.ServiceTime;
import io.preforkd.server.capacity.Quantities;
import io.preforkd.server.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what load there is: a model, or a journal. */
final class SimulatedLoad {
  private static final long DEFAULT_DURATION = Quantities.time("10m");
  private static final long DEFAULT_START = Quantities.time("300ms");
  private static final long USUAL_SEED = 1;

  @Option(
      names = "--arrivals",
      paramLabel = "ARRIVALS",
      converter = Converters.OfArrivals.class,
      description = {
        "poisson:RATE, by chance, as most clients come; constant:RATE, evenly;",
        "\"steps:RATE for TIME, RATE for TIME, ...\", each by chance, over and over. RATE: 20/s, 0.5/s, 90/m."
      })
  private Arrivals arrivals;

  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      converter = Converters.OfService.class,
      description =
          "How long a child serves one: exponential:MEAN, constant:TIME, lognormal:MEDIAN,P99.")
  private ServiceTime service;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = Converters.OfTime.class,
      description = "How long the load lasts; default: 10m, or the sum of the steps.")
  private Long duration;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same number draws the same load; default: 1.")
  private Long seed;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "The load that a file of a journal has of the pool, instead of a model.")
  private Path journal;

  @Option(
      names = "--start-time",
      paramLabel = "TIME",
      converter = Converters.OfTime.class,
      description =
          "From the spawn of a child to its first idle; default: as in the journal, or 300ms.")
  private Long startTime;

  /** What the options give. */
  record Given(Load load, long startTime) {}

  /** The file is no journal, or has no such load; the message names it. */
  static final class NoJournal extends Exception {
    private static final long serialVersionUID = 1;

    NoJournal(String message, Throwable cause) {
      super(message, cause);
    }
  }

  Path journal() {
    return journal;
  }

  Given read(String pool, CommandLine command) throws IOException, NoJournal {
    if (journal != null) {
      require(arrivals == null && service == null && duration == null && seed == null, command);
      return recorded(pool);
    }
    require(arrivals != null && service != null, command);
    boolean hasSteps = arrivals.period() < Long.MAX_VALUE;
    long usual = hasSteps ? arrivals.period() : DEFAULT_DURATION;
    long time = duration == null ? usual : duration;
    return new Given(
        new ModelLoad(arrivals, service, time, seed == null ? USUAL_SEED : seed),
        startTime == null ? DEFAULT_START : startTime);
  }

  private static void require(boolean holds, CommandLine command) {
    if (!holds) {
      throw new ParameterException(
          command,
          "give --arrivals and --service, with --duration and --seed if you like, or else --journal");
    }
  }

  private Given recorded(String pool) throws IOException, NoJournal {
    Recording recording = new Recording(pool);
    try {
      JournalReader.read(journal, recording::add);
    } catch (IllegalArgumentException e) {
      throw new NoJournal(e.getMessage(), e);
    }
    try {
      long start = recording.startTime().orElse(DEFAULT_START);
      return new Given(recording.load(), startTime == null ? start : startTime);
    } catch (IllegalArgumentException e) {
      throw new NoJournal(journal + ": " + e.getMessage(), e);
    }
  }
}
