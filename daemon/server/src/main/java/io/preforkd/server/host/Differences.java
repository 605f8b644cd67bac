package io.preforkd.server.host;

import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.JavaWorker;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What differs between two settings, by the names of their keys. */
final class Differences {
  /** Everything else of a pool can change under its children. */
  private static final Set<String> OF_CHILDREN =
      Set.of(
          "worker",
          "process",
          "dispatch",
          "concurrency",
          "scaling",
          "no-restart-codes",
          "connection-timeout",
          "slow-after",
          "first-byte-timeout");

  private Differences() {}

  /** The keys whose values differ. */
  static List<String> between(Record one, Record other) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent part : one.getClass().getRecordComponents()) {
      if (!Objects.equals(value(part, one), value(part, other))) {
        keys.add(key(part.getName()));
      }
    }
    return keys;
  }

  /** Whether children that were started by the one settings cannot serve by the other. */
  static boolean needNewChildren(PoolSettings one, PoolSettings other) {
    return between(one, other).stream().anyMatch(OF_CHILDREN::contains)
        || one.giveUp().then() != other.giveUp().then()
        || lacksReceiver(one, other)
        || !sockets(one).equals(sockets(other));
  }

  /** Java children have it on their class path, or not, for life. */
  private static boolean lacksReceiver(PoolSettings one, PoolSettings other) {
    return other.worker() instanceof JavaWorker
        && Launches.receivesDescriptors(other)
        && !Launches.receivesDescriptors(one);
  }

  private static List<List<Object>> sockets(PoolSettings pool) {
    return pool.listen().stream()
        .map(listen -> List.<Object>of(listen.name(), listen.address(), listen.ipv6Only()))
        .toList();
  }

  private static Object value(RecordComponent part, Record of) {
    try {
      return part.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the settings are public records", e);
    }
  }

  /** {@code minSpare} is {@code min-spare} in the file. */
  private static String key(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
