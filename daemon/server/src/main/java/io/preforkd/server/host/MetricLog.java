package io.preforkd.server.host;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each reason for which a worker's metric is left out once, and few reasons. */
final class MetricLog {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final int MOST = 16;
  private static final int LONGEST = 64;

  private final Set<String> told = new HashSet<>();

  /** The worker may be another one by now. */
  void startAnew() {
    told.clear();
  }

  /**
   * A metric is not published.
   *
   * @param who tells of it
   */
  void leavesOut(String who, String name, String why) {
    if (told.size() < MOST && told.add(name + ": " + why)) {
      String more = told.size() == MOST ? "; further ones are logged after the next reload" : "";
      LOG.warn("{} tells of the metric {}, which is left out: {}{}", who, sane(name), why, more);
    }
  }

  private static String sane(String name) {
    String shown = name.length() > LONGEST ? name.substring(0, LONGEST) + ".." : name;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
