package io.preforkd.pool.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Connections as a journal has them: when they were accepted, not when they came. But the pool was
 * told now and then how many waited, so it is known how many had come by then. When within the time
 * between two such moments each came is drawn by lot; at the latest it came when it was accepted.
 */
final class Accepted {
  /** So many waited at this time. */
  private record Waiting(long at, int connections) {}

  private final List<Connection> all = new ArrayList<>();
  private final List<Waiting> waits = new ArrayList<>();
  private final Random lots;

  Accepted(Random lots) {
    this.lots = lots;
  }

  /** One was accepted at this time and served for so long. */
  void add(long at, long service) {
    all.add(new Connection(at, service));
  }

  /** So many waited at this time. */
  void waited(long at, int connections) {
    waits.add(new Waiting(at, connections));
  }

  /** Everybody at the time at which he came, which counts from {@code first}. */
  Load load(long first, long last) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("nobody was served");
    }
    all.sort(Comparator.comparingLong(Connection::at));
    long[] came = came(first, last);
    List<Connection> load = new ArrayList<>();
    for (int i = 0; i < came.length; i++) {
      load.add(new Connection(came[i] - first, all.get(i).service()));
    }
    return new Recorded(List.copyOf(load), last - first + 1);
  }

  private long[] came(long first, long last) {
    long[] came = new long[all.size()];
    waited(last, 0);
    long since = first;
    int known = 0;
    int accepted = 0;
    for (Waiting wait : waits) {
      while (accepted < came.length && all.get(accepted).at() <= wait.at()) {
        accepted++;
      }
      int now = Math.min(came.length, accepted + wait.connections());
      if (now > known) {
        draw(came, known, now, since, wait.at());
      }
      known = Math.max(known, now);
      since = wait.at();
    }
    return came;
  }

  /** From the last to the first: nobody overtakes another, or comes after he was accepted. */
  private void draw(long[] came, int from, int to, long since, long until) {
    long latest = until;
    for (int i = to - 1; i >= from; i--) {
      latest = Math.max(since, Math.min(latest, all.get(i).at()));
      double lastOfThem = Math.pow(lots.nextDouble(), 1.0 / (i - from + 1));
      latest = since + (long) (lastOfThem * (latest - since));
      came[i] = Math.min(latest, all.get(i).at());
    }
  }

  private record Recorded(List<Connection> all, long duration) implements Load {
    @Override
    public Iterator<Connection> connections() {
      return all.iterator();
    }
  }
}
