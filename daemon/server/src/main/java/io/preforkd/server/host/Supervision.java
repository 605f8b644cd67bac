package io.preforkd.server.host;

import java.util.Set;

/**
 * How deaths are judged, and what too many of them lead to.
 *
 * @param noRestartCodes exit codes by which a worker says that another try is of no use
 * @param endsWhenDegraded whether a pool that fails too often is given up
 * @param oomKills shared by all pools
 * @param memory what was last seen of the memory, shared by all pools
 */
record Supervision(
    Set<Integer> noRestartCodes, boolean endsWhenDegraded, OomKills oomKills, MemoryWatch memory) {
  Supervision {
    noRestartCodes = Set.copyOf(noRestartCodes);
  }
}
