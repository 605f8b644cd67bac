package io.preforkd.simulation.mutation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.Pool;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The core is the same on every JDK: one hunt is enough. */
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
class MutantTest {
  private static final long ENOUGH = 40_000_000;
  private static final long FIRST_SEED = Long.getLong("seed", 1);
  private static final Hunt HUNT = new Hunt(Path.of(System.getProperty("pool.sources")), core());

  static Stream<Mutant> common() {
    return all().filter(mutant -> !mutant.isRare());
  }

  static Stream<Mutant> rare() {
    return all().filter(Mutant::isRare);
  }

  private static Stream<Mutant> all() {
    return Stream.concat(Mutants.all().stream(), MutantsOfPlaces.all().stream());
  }

  @ParameterizedTest
  @MethodSource("common")
  void isFoundByTheRules(Mutant mutant) throws Exception {
    hunt(mutant);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("rare")
  void isFoundByTheRulesAfterLong(Mutant mutant) throws Exception {
    hunt(mutant);
  }

  private static void hunt(Mutant mutant) throws Exception {
    Find find = HUNT.find(mutant, FIRST_SEED, ENOUGH);
    System.out.println(find);
    assertTrue(find.isFound(), mutant.effect() + " Not found from seed " + FIRST_SEED);
  }

  @Test
  void theCoreAsItIsPassesTheSameWay() throws Exception {
    String text = "private int step = 1;";
    Mutant same = new Mutant("the core as it is", "Spares", text, text, "None.");
    Find find = HUNT.find(same, FIRST_SEED, 500_000);
    assertFalse(find.isFound(), find + " from seed " + FIRST_SEED);
  }

  @Test
  void refusesAMutantWhoseTextHasGone() {
    Mutant stale = new Mutant("stale", "Spares", "no such text", "", "None.");
    assertThrows(IllegalStateException.class, () -> HUNT.find(stale, 1, 1));
  }

  private static String core() {
    try {
      return Path.of(Pool.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where are the core's classes?", e);
    }
  }
}
