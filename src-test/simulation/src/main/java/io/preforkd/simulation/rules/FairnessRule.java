package io.preforkd.simulation.rules;

/** No listener's clients wait while those of another are served again and again. */
final class FairnessRule extends Rule {
  private static final int LIMIT = 200;

  private final int[] passedOver;
  private final int[] accepted;

  FairnessRule(Scene scene, Books books) {
    super(scene, books);
    passedOver = new int[scene.spec().listeners()];
    accepted = new int[scene.spec().listeners()];
  }

  @Override
  public void order(int slot, long generation, int listener, boolean selfAccept, int count) {
    for (int other = 0; other < passedOver.length; other++) {
      count(other, listener);
    }
  }

  private void count(int other, int ordered) {
    if (other == ordered || hadItsTurn(other)) {
      passedOver[other] = 0;
    } else if (++passedOver[other] > LIMIT) {
      throw broken("listener " + other + " is passed over");
    }
  }

  private boolean hadItsTurn(int listener) {
    boolean turn = scene.queued(listener) == 0 || scene.accepted(listener) != accepted[listener];
    accepted[listener] = scene.accepted(listener);
    return turn || hasOrderOut(listener);
  }

  private boolean hasOrderOut(int listener) {
    for (ChildRecord child : books.children()) {
      if (OrderRule.isBlocking(child, listener, scene)) {
        return true;
      }
    }
    return false;
  }
}
