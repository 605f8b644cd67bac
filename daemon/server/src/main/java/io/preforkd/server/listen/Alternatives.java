package io.preforkd.server.listen;

import io.preforkd.config.ListenSettings;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners of which one is enough, by their {@code any-of}. */
final class Alternatives {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final Set<String> served;
  private final Map<ListenSettings, IOException> failures = new LinkedHashMap<>();

  /**
   * @param served of which one is open
   */
  Alternatives(Set<String> served) {
    this.served = new HashSet<>(served);
  }

  void opened(ListenSettings listener) {
    listener.anyOf().ifPresent(served::add);
  }

  /** Rethrows the failure of a listener that has no alternative. */
  void failed(ListenSettings listener, IOException failure) throws IOException {
    if (listener.anyOf().isEmpty()) {
      throw failure;
    }
    failures.put(listener, failure);
  }

  /**
   * All have been tried.
   *
   * @throws IOException the failure of one that no other makes up for
   */
  void requireOneEach() throws IOException {
    for (Map.Entry<ListenSettings, IOException> each : failures.entrySet()) {
      String group = each.getKey().anyOf().orElseThrow();
      if (!served.contains(group)) {
        throw each.getValue();
      }
      LOG.warn("{}; another one of {} is listened on", each.getValue().getMessage(), group);
    }
  }
}
