package io.preforkd.pool;

/**
 * The child that holds the fewest connections, of several the lowest-numbered. It gets as many at
 * once as bring it to one more than the next one has; one that holds many a few more, which make no
 * difference to it, since an order for each would cost more than the rest of the work.
 */
final class LeastBusy implements DispatchPolicy {
  /** For each so many that a child holds it may get one at once, whatever others hold. */
  private static final int SHARE = 64;

  @Override
  public int choose(Scoreboard board, int listener) {
    return fewest(board);
  }

  @Override
  public int count(Scoreboard board, Slot chosen) {
    int lead = fewestOfOthers(board, chosen) - chosen.open() + 1;
    int count = Math.max(lead, Math.max(1, chosen.open() / SHARE));
    return Math.min(count, chosen.placesLeft());
  }

  private static int fewest(Scoreboard board) {
    int found = NOBODY;
    for (int i = board.lowestReady(); i >= 0; i = board.nextReady(i + 1)) {
      boolean isLess = found == NOBODY || board.slot(i).open() < board.slot(found).open();
      found = isLess ? i : found;
    }
    return found;
  }

  /**
   * Connections of the emptiest of the others, those included that will have answered in a moment.
   */
  private static int fewestOfOthers(Scoreboard board, Slot chosen) {
    int fewest = chosen.places();
    for (int i = 0; i < board.size(); i++) {
      Slot other = board.slot(i);
      boolean canTake = other != chosen && (other.isReady() || other.spares() > 0);
      fewest = canTake ? Math.min(fewest, other.open()) : fewest;
    }
    return fewest;
  }
}
