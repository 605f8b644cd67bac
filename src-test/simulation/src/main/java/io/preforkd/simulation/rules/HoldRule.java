package io.preforkd.simulation.rules;

import io.preforkd.pool.SpawnReason;

/**
 * While the operator holds the size, he and nobody else decides: children are started up to his
 * number and for no other reason, and his number is what the pool says that it holds.
 */
final class HoldRule extends Rule {
  HoldRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    boolean byOperator = reason == SpawnReason.HELD;
    require(!byOperator || books.isHeld(), "a child is started for an operator who is silent");
    boolean inAnothersPlace = reason == SpawnReason.REPLACEMENT || reason == SpawnReason.STRANDED;
    require(
        byOperator || inAnothersPlace || !books.isHeld() || !books.isOpen(),
        "the algorithm overrules the operator");
  }

  @Override
  public void settled() {
    require(
        scene.pool().status().held().isPresent() == books.isHeld(),
        "the pool does not know who decides");
  }
}
