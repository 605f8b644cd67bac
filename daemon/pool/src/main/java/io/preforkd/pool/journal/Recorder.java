package io.preforkd.pool.journal;

import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the entries of a journal. All pools of a quota, their events and the changes of the quota's
 * limit must go through one recorder, or else nobody can replay what it records.
 */
public final class Recorder {
  private final Quota quota;
  private final Keeper keeper;
  private final List<Track> tracks = new ArrayList<>();
  private int lastId;
  private int lastRow;
  private boolean hasBegun;

  public Recorder(Quota quota, Keeper keeper) {
    this.quota = quota;
    this.keeper = keeper;
  }

  /**
   * Records a pool of this quota from now on; from now on it must be told by its track alone.
   *
   * @param generations of the pool
   */
  public Track add(String name, Scaling scaling, Generations generations, Pool pool) {
    Track track = new Track(this, ++lastId, name, row(generations), scaling, generations, pool);
    tracks.add(track);
    keep(new Entry.Opened(track.image()));
    return track;
  }

  private int row(Generations generations) {
    for (Track track : tracks) {
      if (track.isNumberedBy(generations)) {
        return track.row();
      }
    }
    return ++lastRow;
  }

  /** Gives the quota another limit. */
  public void limit(int children) {
    quota.changeTo(children);
    keep(new Entry.Limited(children));
  }

  /** Everything as it is now, between two events. */
  public Entry.Snapshot snapshot() {
    return new Entry.Snapshot(quota.limit(), tracks.stream().map(Track::image).toList());
  }

  void begin() {
    if (!hasBegun) {
      hasBegun = true;
      keeper.begin();
    }
  }

  void told(Track track, Entry.Told told) {
    keeper.told(track, told);
  }

  /** What comes before the first event is in the snapshot that the keeper takes then. */
  void keep(Entry entry) {
    if (hasBegun) {
      keeper.keep(entry);
    }
  }

  /** This pool does nothing any more that others could notice. */
  void remove(Track track) {
    tracks.remove(track);
  }
}
