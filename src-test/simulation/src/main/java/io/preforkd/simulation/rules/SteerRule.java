package io.preforkd.simulation.rules;

import io.preforkd.simulation.rules.ChildRecord.Phase;
import java.util.Set;

/** Where each slot has its own sockets clients come to children that accept, if there are any. */
final class SteerRule extends Rule {
  private Set<Integer> slots = Set.of();
  private boolean accepting;

  SteerRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void steer(Set<Integer> chosen, boolean areAccepting) {
    require(!chosen.isEmpty(), "clients are to come to nobody");
    slots = chosen;
    accepting = areAccepting;
  }

  @Override
  public void settled() {
    if (!books.isOpen()) {
      return;
    }
    boolean isAnybodyThere = books.children().stream().anyMatch(SteerRule::accepts);
    require(!isAnybodyThere || accepting, "clients do not come to those who accept");
    for (int slot : slots) {
      ChildRecord child = books.inSlot(slot);
      boolean isGood = child != null && (isAnybodyThere ? accepts(child) : child.parting);
      require(isGood || !accepting, "clients come to slot " + slot + ", which does not accept");
    }
  }

  private static boolean accepts(ChildRecord child) {
    return child.phase == Phase.IDLE || child.phase == Phase.BUSY;
  }
}
