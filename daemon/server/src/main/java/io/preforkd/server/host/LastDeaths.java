package io.preforkd.server.host;

import io.preforkd.server.snapshot.DeathView;
import io.preforkd.server.snapshot.ExitView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The children of a pool that were reaped last. Loop thread only. */
final class LastDeaths {
  static final int MOST = 20;

  private record Entry(ExitView exit, long at) {}

  private final Deque<Entry> last = new ArrayDeque<>();

  void note(ExitView exit) {
    if (last.size() == MOST) {
      last.removeLast();
    }
    last.addFirst(new Entry(exit, System.nanoTime()));
  }

  /** The newest first. */
  List<DeathView> views() {
    long now = System.nanoTime();
    return last.stream().map(entry -> new DeathView(entry.exit(), now - entry.at())).toList();
  }
}
