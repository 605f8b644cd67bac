package io.preforkd.spamd.host.options;

import io.preforkd.spamd.host.options.OptionSpec.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every name of every option, and which of them a part of a name may stand for. */
final class OptionNames {
  /**
   * What a name means.
   *
   * @param isUndone whether it begins with {@code no}
   */
  record Meaning(OptionSpec spec, boolean isUndone) {
    String flag() {
      return isUndone ? "0" : "1";
    }

    /** Two names of one meaning are not ambiguous. */
    private String key() {
      return (isUndone ? "no" : "") + spec.canonical();
    }
  }

  /**
   * What was found for a part of a name.
   *
   * @param name in full
   * @param candidates more than one if it is ambiguous
   */
  record Match(String name, Optional<Meaning> meaning, List<String> candidates) {
    boolean isAmbiguous() {
      return meaning.isEmpty() && !candidates.isEmpty();
    }
  }

  private final TreeMap<String, Meaning> all = new TreeMap<>();
  private final Map<String, Meaning> wholeOnly = new HashMap<>();

  /**
   * @param wholeOnly options whose names cannot be shortened, so that they make no other name
   *     ambiguous
   */
  OptionNames(List<OptionSpec> specs, List<OptionSpec> wholeOnly) {
    specs.forEach(spec -> spec.names().forEach(name -> add(name, spec)));
    wholeOnly.forEach(
        spec -> spec.names().forEach(name -> this.wholeOnly.put(name, new Meaning(spec, false))));
  }

  private void add(String name, OptionSpec spec) {
    all.put(name, new Meaning(spec, false));
    if (spec.kind() == Kind.NEGATABLE) {
      all.put("no" + name, new Meaning(spec, true));
      all.put("no-" + name, new Meaning(spec, true));
    }
  }

  Optional<Meaning> exactly(String name) {
    return Optional.ofNullable(all.getOrDefault(name, wholeOnly.get(name)));
  }

  /** The option that this is the name of, or the beginning of the name of. */
  Match find(String beginning) {
    Optional<Meaning> exact = exactly(beginning);
    if (exact.isPresent()) {
      return new Match(beginning, exact, List.of());
    }
    Map<String, Meaning> hits = all.subMap(beginning, beginning + Character.MAX_VALUE);
    List<String> meanings = hits.values().stream().map(Meaning::key).distinct().toList();
    if (meanings.size() > 1) {
      return new Match(beginning, Optional.empty(), List.copyOf(hits.keySet()));
    }
    String name = hits.size() == 1 ? hits.keySet().iterator().next() : nameOf(meanings, beginning);
    return new Match(name, exactly(name), List.of());
  }

  private static String nameOf(List<String> meanings, String beginning) {
    return meanings.isEmpty() ? beginning : meanings.get(0);
  }
}
