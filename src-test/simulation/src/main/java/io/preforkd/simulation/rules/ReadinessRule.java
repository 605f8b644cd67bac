package io.preforkd.simulation.rules;

/**
 * A pool that takes connections and has a child that serves is ready; one that has none is not,
 * once children fail to start or a while has passed.
 */
final class ReadinessRule extends Rule {
  private static final long GAP = 2_000_000_000L;

  private long servedAt = Long.MIN_VALUE / 2;

  ReadinessRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void settled() {
    boolean ready = scene.pool().isReady(scene.now());
    if (!books.isOpen()) {
      require(!ready, "a pool that stops is called ready");
    } else if (books.serving() > 0) {
      servedAt = scene.now();
      require(ready, "somebody serves, and it is not called ready");
    } else if (scene.now() < books.pausedUntil()) {
      require(!ready, "children fail to start, and it is called ready");
    } else if (scene.spec().start() > 0) {
      require(!ready || scene.now() - servedAt < GAP, "it is called ready with nobody to serve");
    }
  }
}
