package io.preforkd.simulation.rules;

/** Fewer than min children (static: than max) are there only while that cannot be helped. */
final class FloorRule extends Rule {
  /** Looks, that is two seconds. */
  private static final int LIMIT = 40;

  private final Patience untried = new Patience(LIMIT);
  private long frozen;

  FloorRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void settled() {
    boolean helpless =
        books.isThrottled() || books.room() == 0 || books.starting() >= scene.spec().growthCap();
    require(!isTooLow() || helpless, "too few children are there");
  }

  private boolean isTooLow() {
    return books.isOpen() && books.active() < floor(scene, books);
  }

  /** Fewest children that there should be. */
  static int floor(Scene scene, Books books) {
    return books.isHeld() ? books.ceiling() : GrowthRule.floor(scene);
  }

  @Override
  public void inspect() {
    if (frozen != scene.frozen()) {
      untried.forget();
      frozen = scene.frozen();
    }
    boolean couldTry = books.room() > 0 && scene.now() >= books.pausedUntil();
    require(
        !untried.isOver(isTooLow() && couldTry && books.starting() == 0),
        "nobody is started after the pause");
  }
}
