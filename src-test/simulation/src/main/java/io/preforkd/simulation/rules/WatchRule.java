package io.preforkd.simulation.rules;

import java.util.Arrays;

/**
 * A listener is watched once at a time, never while an order for it is out, and never when its door
 * is shut.
 */
final class WatchRule extends Rule {
  private final boolean[] watched;

  WatchRule(Scene scene, Books books) {
    super(scene, books);
    watched = new boolean[scene.spec().listeners()];
  }

  @Override
  public void pending(int listener) {
    watched[listener] = false;
  }

  /** The former parent's watches went with it. */
  @Override
  public void resuming() {
    Arrays.fill(watched, false);
  }

  @Override
  public void watch(int listener) {
    require(books.isOpen(), "listener " + listener + " is shut");
    if (watched[listener]) {
      throw broken("listener " + listener + " is watched twice");
    }
    watched[listener] = true;
    for (ChildRecord child : books.children()) {
      if (OrderRule.isBlocking(child, listener, scene)) {
        throw broken("slot " + child.slot + " has an order for listener " + listener);
      }
    }
  }
}
