package io.preforkd.server.capacity;

import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Other sizes than those of the configuration.
 *
 * @param text as it was written
 * @param values by key, in the order in which they were written
 */
public record WhatIf(String text, Map<String, String> values) {
  private static final List<String> KEYS =
      List.of(
          "mode",
          "min",
          "max",
          "start",
          "min-spare",
          "max-spare",
          "growth-cap",
          "growth-interval",
          "shrink-after");

  /** What the configuration says. */
  public static final WhatIf NOTHING = new WhatIf("as configured", Map.of());

  /**
   * {@code KEY=VALUE,...}.
   *
   * @throws IllegalArgumentException if it is not; it says what may be
   */
  public static WhatIf parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = part.substring(0, Math.max(0, equals)).strip();
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "\"" + part + "\" is not KEY=VALUE with one of these keys: " + String.join(", ", KEYS));
      }
      values.put(key, part.substring(equals + 1).strip());
    }
    return new WhatIf(text, values);
  }

  /**
   * This pool with these values. As in a configuration, a static pool has all its sizes from {@code
   * max}, and {@code start} follows {@code min} and {@code max} where nobody sets it.
   *
   * @throws IllegalArgumentException if there can be no such pool; it says why
   */
  public PoolSpec applyTo(PoolSpec spec) {
    if (values.isEmpty()) {
      return spec;
    }
    PoolMode mode = mode(spec);
    int max = count("max", spec.max());
    boolean isStatic = mode == PoolMode.STATIC;
    int min = count("min", isStatic ? max : spec.min());
    return new PoolSpec(
        mode,
        spec.dispatch(),
        spec.concurrency(),
        spec.listeners(),
        min,
        max,
        count("start", isStatic ? max : Math.max(min, Math.min(max, spec.start()))),
        count("min-spare", spec.minSpare()),
        count("max-spare", isStatic ? max : spec.maxSpare()),
        count("growth-cap", spec.growthCap()),
        time("growth-interval", spec.growthInterval()),
        time("shrink-after", spec.shrinkAfter()),
        spec.selfAccept(),
        spec.orderRetry(),
        spec.orderTimeout(),
        spec.startTimeout(),
        spec.drainTimeout(),
        spec.stopTimeout(),
        spec.killAfter(),
        spec.respawnDelay(),
        spec.respawnDelayMax(),
        spec.settleTime(),
        spec.giveUp(),
        spec.limits(),
        spec.connection(),
        spec.pings());
  }

  private PoolMode mode(PoolSpec spec) {
    if (!values.containsKey("mode")) {
      return spec.mode();
    }
    if (!values.get("mode").equals("static")) {
      throw new IllegalArgumentException(
          "mode can only be made static, not \""
              + values.get("mode")
              + "\": set the sizes that tell the other modes apart");
    }
    return PoolMode.STATIC;
  }

  private int count(String key, int otherwise) {
    String value = values.get(key);
    if (value != null && !value.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is a whole number, not \"%s\"", key, value));
    }
    return value == null ? otherwise : Integer.parseInt(value);
  }

  private long time(String key, long otherwise) {
    return values.containsKey(key) ? Quantities.time(values.get(key)) : otherwise;
  }
}
