package io.preforkd.server.host;

import io.preforkd.server.child.ChildId;
import java.util.HashSet;
import java.util.Set;

/** Logs each reason for which children get no socket once, and few reasons. */
final class RefusalLog {
  private static final int MOST = 16;

  private final PoolLog log;
  private final Set<String> told = new HashSet<>();

  RefusalLog(PoolLog log) {
    this.log = log;
  }

  PoolLog pool() {
    return log;
  }

  /** The operator may have seen to it. */
  void startAnew() {
    told.clear();
  }

  void refused(ChildId who, String why) {
    if (told.size() < MOST && told.add(why)) {
      log.refusesSocket(who, why, told.size() == MOST);
    }
  }
}
