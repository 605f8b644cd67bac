package io.preforkd.simulation;

import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.journal.Difference;
import io.preforkd.pool.journal.Entry;
import io.preforkd.pool.journal.Keeper;
import io.preforkd.pool.journal.Recorder;
import io.preforkd.pool.journal.Replay;
import io.preforkd.pool.journal.Track;
import io.preforkd.simulation.rules.Violation;
import java.util.Optional;

/**
 * The journal of one parent, in some runs replayed as it grows, now and then from another snapshot
 * on.
 */
final class Chronicle implements Keeper {
  private final Dice dice;
  private final boolean isReplayed;
  private final Recorder recorder;
  private Replay replay = new Replay();

  Chronicle(Dice dice, Quota quota) {
    this.dice = dice;
    this.isReplayed = dice.onceIn(4);
    this.recorder = new Recorder(quota, this);
  }

  Track add(String name, Scaling scaling, Generations generations, Pool pool) {
    return recorder.add(name, scaling, generations, pool);
  }

  @Override
  public void begin() {
    if (isReplayed) {
      replay = new Replay();
      keep(recorder.snapshot());
    }
  }

  @Override
  public void told(Track pool, Entry.Told told) {
    if (isReplayed) {
      keep(told);
      if (dice.onceIn(1000)) {
        begin();
      }
    }
  }

  @Override
  public void keep(Entry entry) {
    Optional<Difference> difference = isReplayed ? replay.next(entry) : Optional.empty();
    if (difference.isPresent()) {
      throw new Violation("Chronicle", "does not replay: " + difference.get());
    }
  }
}
