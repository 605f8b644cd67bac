package io.preforkd.system.verdicts;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Stage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs phases on stock spamd and on {@code ops/spamd}, in places of their own. Only root can have
 * such places, where the kernel allows mounts.
 */
public final class Rig {
  private static final List<String> COMMON =
      List.of(
          "--create-prefs",
          "--helper-home-dir=" + Place.SEEN + "/helpers",
          "--syslog=" + Place.LOG,
          "--max-conn-per-child=100000");

  private static final String PROBE =
      "mount --bind /tmp /mnt && mount -t overlay overlay -o lowerdir=/mnt:/etc /etc";

  /** Without these, stock differs from itself. */
  private static final Map<String, String> SETTLED =
      Map.of("PERL_HASH_SEED", "0", "PERL_PERTURB_KEYS", "0");

  private final Stage stage;
  private int places;

  public Rig(Stage stage) {
    this.stage = stage.asSpamd();
    SETTLED.forEach(stage::environment);
  }

  /** Whether there can be one. */
  public static boolean isPossible() throws IOException {
    return Finished.run("unshare", "--mount", "sh", "-c", PROBE).exitCode() == 0;
  }

  /** Runs a phase on stock twice and on ours, all at the same time. */
  public Comparison compare(Phase phase) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Future<Transcript> first = threads.submit(() -> stock(phase));
      Future<Transcript> second = threads.submit(() -> stock(phase));
      Future<Transcript> ours = threads.submit(() -> ours(phase, engine(), new Transcript()));
      Comparison all = new Comparison(phase.name(), first.get(), second.get(), ours.get());
      phase.signs().forEach(all::mustHold);
      return all;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(phase.name() + ": " + e.getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * The first difference that is noticed if the engine has this fault; empty if it is not.
   *
   * @param expected what stock has said in the phase
   */
  public Optional<String> notice(Phase phase, Comparison expected, Mutant mutant) throws Exception {
    Path engine = mutant.copy(engine(), stage.folder().resolve("engine-" + number()));
    try {
      Transcript said = ours(phase, engine, new Transcript(expected.first()));
      return expected.first().differences(said).stream().map(Difference::toString).findFirst();
    } catch (Noticed noticed) {
      return Optional.of(noticed.getMessage());
    }
  }

  /** The folder of the engine that is distributed. */
  private Path engine() {
    return Path.of(stage.image(), "worker-api/spamd/perl");
  }

  private Transcript stock(Phase phase) throws Exception {
    return play(
        phase,
        new Transcript(),
        place -> {
          Map<String, String> environment = new HashMap<>(SETTLED);
          environment.put(
              "PATH", stage.folder().resolve("bin") + File.pathSeparator + System.getenv("PATH"));
          environment.put("LANG", "C.UTF-8");
          return Stock.start(
              place.inside(),
              stage.freePort(),
              options(phase, place, 1),
              environment,
              place.stderr());
        });
  }

  /** What ours says, by the engine in that folder. */
  private Transcript ours(Phase phase, Path engine, Transcript said) throws Exception {
    return play(
        phase,
        said,
        place -> {
          stage.engine("perl", "-T", "-w", engine.resolve("engine.pl").toString());
          stage.by(place.inside().toArray(String[]::new));
          List<String> all = new ArrayList<>(List.of("-i", "127.0.0.1:@PORT@"));
          all.addAll(options(phase, place, phase.children()));
          return new Ours(stage.startBy(all.toArray(String[]::new)), phase.children());
        });
  }

  private static List<String> options(Phase phase, Place place, int children) throws IOException {
    List<String> all = new ArrayList<>(COMMON);
    all.add("--max-children=" + children);
    all.add("--min-children=" + children);
    all.addAll(phase.options(place));
    return all;
  }

  private interface Start {
    Server in(Place place) throws IOException;
  }

  private Transcript play(Phase phase, Transcript said, Start start) throws Exception {
    try (Place place = new Place(stage.folder().resolve(phase.name() + "-" + number()))) {
      phase.furnish(place);
      Server server = start.in(place);
      try {
        phase.play(server, place, said);
      } finally {
        server.stop();
      }
      phase.look(place, said);
    }
    return said;
  }

  private synchronized int number() {
    return ++places;
  }
}
