package io.preforkd.spamd.front;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Selectors to be used again, since making one costs half a dozen system calls. */
final class Selectors {
  private final ConcurrentLinkedQueue<Selector> free = new ConcurrentLinkedQueue<>();

  Selector take() throws IOException {
    Selector one = free.poll();
    return one == null ? Selector.open() : one;
  }

  /** Once its key is cancelled; only after this can the key's socket be closed. */
  void giveBack(Selector one) throws IOException {
    one.selectNow();
    free.add(one);
  }

  void close() throws IOException {
    for (Selector one = free.poll(); one != null; one = free.poll()) {
      one.close();
    }
  }
}
