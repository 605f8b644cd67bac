package io.preforkd.pool.journal;

import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import java.util.Map;

/**
 * A pool at one moment, and all that it takes to go on from there.
 *
 * @param id another number for each edition of a pool
 * @param name the pool's name, which its editions share
 * @param row the row in which its children are numbered, which editions share
 * @param last the number given last in that row
 * @param state see {@link Pool#state}
 */
public record PoolImage(
    int id,
    String name,
    int row,
    long last,
    Scaling scaling,
    PoolSpec spec,
    Map<String, Object> state) {

  /**
   * A pool that goes on from here.
   *
   * @throws IllegalArgumentException if the state is none of such a pool
   */
  Pool revive(Quota quota, Generations generations) {
    generations.goOnAfter(last);
    Pool pool = new Pool(spec, scaling.algorithm(), quota, generations);
    pool.restore(state);
    return pool;
  }
}
