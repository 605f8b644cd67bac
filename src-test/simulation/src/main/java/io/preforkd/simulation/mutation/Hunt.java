package io.preforkd.simulation.mutation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongFunction;

/** Looks for a bug by simulation. */
public final class Hunt {
  private static final String TRIAL = "io.preforkd.simulation.SeedTrial";

  private final Path sources;
  private final String classPath;

  /**
   * @param sources root of the core's sources
   * @param classPath where the core's classes are
   */
  public Hunt(Path sources, String classPath) {
    this.sources = sources;
    this.classPath = classPath;
  }

  /** Runs seed after seed until a rule is broken, or so many steps have been done. */
  public Find find(Mutant mutant, long firstSeed, long mostSteps)
      throws IOException, ReflectiveOperationException {
    LongFunction<Map.Entry<Long, String>> trial = trial(mutant);
    long steps = 0;
    long seed = firstSeed;
    while (true) {
      Map.Entry<Long, String> result = trial.apply(seed);
      steps += result.getKey();
      boolean found = !result.getValue().isEmpty();
      if (found || steps >= mostSteps) {
        return new Find(mutant.name(), found ? result.getValue() : null, seed, steps);
      }
      seed++;
    }
  }

  /** The trial of a loader of its own; only types of the JDK cross the border. */
  @SuppressWarnings("unchecked") // SeedTrial is loaded anew and is none of our own classes
  private LongFunction<Map.Entry<Long, String>> trial(Mutant mutant)
      throws IOException, ReflectiveOperationException {
    Map<String, byte[]> changed =
        MutantCompiler.compile(mutant.type(), mutant.source(sources), classPath);
    return (LongFunction<Map.Entry<Long, String>>)
        new MutantLoader(changed).loadClass(TRIAL).getConstructor().newInstance();
  }
}
