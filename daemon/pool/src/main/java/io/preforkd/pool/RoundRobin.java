package io.preforkd.pool;

/**
 * The next idle child behind the one that was ordered last, and after the highest-numbered one the
 * lowest. All children are as warm as the others, and do as much.
 */
final class RoundRobin implements DispatchPolicy {
  private int last = NOBODY;

  @Override
  public int choose(Scoreboard board, int listener) {
    int next = board.nextReady(last + 1);
    int chosen = next == NOBODY ? board.lowestReady() : next;
    last = chosen == NOBODY ? last : chosen;
    return chosen;
  }

  @Override
  public void note(Notes notes) {
    last = notes.number("last", last);
  }
}
