package io.preforkd.pool;

import java.util.ArrayList;
import java.util.List;

/**
 * The cap on living children over all pools of a daemon; the pools share one.
 *
 * <p>Each pool's {@code min} is set aside for it: another may grow above its own {@code min} only
 * into what is then still left. So one pool under load cannot take the place of another's first
 * child.
 */
public final class Quota {
  private final List<Share> shares = new ArrayList<>();
  private int limit;
  private int taken;

  /**
   * @param limit most living children, at least 1
   */
  public Quota(int limit) {
    changeTo(limit);
  }

  /**
   * Sets another limit; children above it live on, and none is started until there is room again.
   */
  public void changeTo(int newLimit) {
    if (newLimit < 1) {
      throw new IllegalArgumentException("max-children must be at least 1, not " + newLimit);
    }
    limit = newLimit;
  }

  /** Most living children over all pools. */
  public int limit() {
    return limit;
  }

  /** Children that may still be started. */
  public int free() {
    return Math.max(0, limit - taken);
  }

  /** Children that live now, in all pools. */
  public int taken() {
    return taken;
  }

  /** The share of one more pool, for which {@code min} children are set aside. */
  Share join(int min) {
    Share share = new Share(min);
    shares.add(share);
    return share;
  }

  private int missing() {
    int sum = 0;
    for (Share share : shares) {
      sum += share.missing();
    }
    return sum;
  }

  /** What one pool has of it. */
  final class Share {
    private int min;
    private int living;
    private int beyond;

    private Share(int min) {
      this.min = min;
    }

    /** So many children are set aside for the pool from now on; 0 for one that closes. */
    void reserve(int children) {
      min = children;
    }

    /** So many children may live above the cap, if this pool has started them; 0 to end that. */
    void lend(int children) {
      beyond = children;
    }

    void take() {
      living++;
      taken++;
    }

    void giveBack() {
      living--;
      taken--;
    }

    /** The pool has ended. */
    void leave() {
      shares.remove(this);
    }

    /** What is read from the notes lives in the count of all pools, too. */
    void note(Notes notes) {
      taken -= living;
      min = notes.number("min", min);
      living = notes.number("living", living);
      beyond = notes.number("beyond", beyond);
      taken += living;
    }

    /** Children that this pool may still start. */
    int room() {
      int setAside = Quota.this.missing() - missing();
      int regular = Math.max(Math.min(missing(), free()), free() - setAside);
      return Math.max(regular, Math.min(beyond, limit + beyond - taken));
    }

    private int missing() {
      return Math.max(0, min - living);
    }
  }
}
