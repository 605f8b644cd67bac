package io.preforkd.simulation.rules;

import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.SpawnReason;

/** No more children live than max and the cap over all pools allow, unless a limit was lowered. */
final class SizeRule extends Rule {
  private int ceiling;

  SizeRule(Scene scene, Books books) {
    super(scene, books);
    ceiling = scene.spec().max();
  }

  @Override
  public void reconfigured(PoolSpec spec) {
    ceiling = Math.max(spec.max(), books.living());
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    boolean mayExceedHold = reason == SpawnReason.STRANDED;
    int room = mayExceedHold ? books.hardRoom() : books.room();
    require(room > 0, "a child is started without room");
    require(!books.isClosed(), "a child is started after the end");
  }

  @Override
  public void settled() {
    ceiling = Math.max(scene.spec().max(), Math.min(ceiling, books.living()));
    require(books.living() <= ceiling, "more live than max allows");
    if (scene.quota().taken() != scene.livingEverywhere()) {
      throw broken("the quota counts " + scene.quota().taken());
    }
    if (books.isOpen()) {
      leavesIfTooMany();
    }
  }

  private void leavesIfTooMany() {
    require(
        books.serving() <= books.ceiling() || books.ready() == 0,
        "more serve than max or the operator allows, and an idle one does not leave");
  }
}
