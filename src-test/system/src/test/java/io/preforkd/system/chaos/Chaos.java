package io.preforkd.system.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Journals;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Faults by lot, under load, and the reckoning. There are two pools: {@code web} of decent children
 * and {@code rogue} of some that misbehave by themselves. The seed decides on the faults, though
 * not on the moments at which the machine lets them happen.
 */
public final class Chaos {
  private static final List<String> POOLS = List.of("web", "rogue");
  private static final Fault[] FAULTS = Fault.values();

  /** Clients who are served between two faults, at least. */
  private static final int BETWEEN = 15;

  private static final int WARM = 100;
  private static final int CLIENTS = 3;

  private final Preforkd daemon;
  private final Target target;
  private final Arena arena;

  private Chaos(Preforkd daemon, Target target, long seed) {
    this.daemon = daemon;
    this.target = target;
    this.arena = new Arena(daemon, POOLS, seed);
  }

  /**
   * Strikes so many faults at a daemon whose {@code web} is this, looks at what is left, and
   * replays what it has decided.
   */
  public static void run(Stage stage, Target web, int faults) throws Exception {
    run(stage, web, struck -> struck < faults);
  }

  /** The same for so long. */
  public static void run(Stage stage, Target web, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    run(stage, web, struck -> System.nanoTime() - end < 0);
  }

  private static void run(Stage stage, Target web, IntPredicate more) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("chaos: at " + web + ", -Dseed=" + seed);
    Preforkd daemon = stage.launch(ChaosPools.yaml(web, seed)).awaitReady();
    new Chaos(daemon, web, seed).run(more);
    assertEquals(0, daemon.stop());
    Journals journals = new Journals(stage);
    for (String file : journals.files()) { // one by one: a long run has many
      System.out.println(journals.requireSame(List.of(file)).strip());
    }
  }

  static int port(Preforkd daemon, String pool) {
    return daemon.port(pool.equals("web") ? "PORT" : "ROGUE");
  }

  private Load load(String pool) {
    return Load.of(CLIENTS, () -> Client.to(port(daemon, pool)));
  }

  private void run(IntPredicate more) throws Exception {
    Load web = load("web");
    Load rogue = load("rogue");
    warmUp(web, rogue);
    int processes = POOLS.size() * ChaosPools.CHILDREN + target.templates();
    Footprint before = Footprint.ofRest(daemon.process(), processes);
    Load webUnderFire = load("web");
    Load rogueUnderFire = load("rogue");
    int faults = 0;
    while (more.test(faults)) {
      FAULTS[arena.dice().nextInt(FAULTS.length)].strike(arena);
      webUnderFire.awaitServed(BETWEEN);
      faults++;
    }
    System.out.println("chaos: " + faults + " faults");
    arena.undo();
    webUnderFire.stop();
    rogueUnderFire.stop();
    rest();
    new Reckoning(daemon, "web", target.concurrency()).require(List.of(web, webUnderFire));
    new Reckoning(daemon, "rogue", 1).require(List.of(rogue, rogueUnderFire));
    before.requireAgain(daemon.process());
  }

  /**
   * What is there once only, from the first time on, is no leak. A template that an upgrade has
   * ended is there again when children come from it.
   */
  private void warmUp(Load web, Load rogue) throws IOException {
    web.awaitServed(WARM);
    arena.order("{\"command\":\"reload\",\"all\":true}");
    web.awaitServed(WARM);
    arena.upgrade();
    web.awaitServed(WARM);
    arena.order("{\"command\":\"recycle\",\"pool\":\"web\",\"which\":\"all\"}");
    web.stop();
    rogue.stop();
    rest();
  }

  /** Waits until every pool is left alone and has all its children, idle. */
  private void rest() {
    for (String pool : POOLS) {
      Patience.until(pool + " follows its load", () -> isLetGo(pool));
    }
    Patience.until("all children idle", () -> isAtRest(daemon.metrics()));
  }

  private boolean isLetGo(String pool) {
    try {
      arena.order("{\"command\":\"scale\",\"pool\":\"" + pool + "\",\"to\":\"auto\"}");
      return daemon.metrics().value("preforkd_pool_held{pool=\"" + pool + "\"}") == 0;
    } catch (IOException e) {
      throw new AssertionError("no answer by the control socket", e);
    }
  }

  private static boolean isAtRest(Metrics metrics) {
    return POOLS.stream()
        .allMatch(
            pool ->
                metrics.workers(pool, "idle") == ChaosPools.CHILDREN
                    && metrics.workers(pool, "busy") == 0
                    && metrics.workers(pool, "starting") == 0
                    && metrics.workers(pool, "leaving") == 0);
  }
}
