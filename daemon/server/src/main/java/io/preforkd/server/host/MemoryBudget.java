package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.JvmWorker;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Java children of all pools may come to need, as far as their options tell. */
final class MemoryBudget {
  private static final Pattern HEAP = Pattern.compile("-Xmx([0-9]{1,9})([kKmMgG]?)");

  /** Code, metaspace and threads of a small JVM. */
  private static final long BESIDE_HEAP = 32L << 20;

  private MemoryBudget() {}

  /**
   * Bytes for {@code max} children of each pool; pools whose need is not known count for nothing.
   */
  static long of(DaemonSettings settings) {
    return settings.pools().stream().mapToLong(MemoryBudget::of).sum();
  }

  private static long of(PoolSettings pool) {
    long heap = pool.worker() instanceof JvmWorker java ? heap(java.options()) : 0;
    return heap == 0 ? 0 : pool.max() * (heap + BESIDE_HEAP);
  }

  /** The last one holds, as for the JVM; 0 if there is none. */
  private static long heap(List<String> options) {
    long heap = 0;
    for (String option : options) {
      Matcher matcher = HEAP.matcher(option);
      heap = matcher.matches() ? Long.parseLong(matcher.group(1)) * unit(matcher.group(2)) : heap;
    }
    return heap;
  }

  private static long unit(String letter) {
    return switch (letter) {
      case "k", "K" -> 1L << 10;
      case "m", "M" -> 1L << 20;
      case "g", "G" -> 1L << 30;
      default -> 1;
    };
  }
}
