package io.preforkd.server.embed;

import io.preforkd.server.background.Helpers;
import io.preforkd.server.snapshot.ExitView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a program of its children's ends, in their order, on a thread that is there only meanwhile:
 * what a program does about them must not hold the event loop up.
 */
final class Exits {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private record Awaited(Predicate<ChildExit> which, CompletableFuture<ChildExit> future) {}

  private final List<Awaited> awaited = new ArrayList<>();
  private final List<Consumer<ChildExit>> listeners = new ArrayList<>();
  private boolean isClosed;
  private final ThreadPoolExecutor thread = Helpers.oneByOne(Helpers.named("preforkd-exits"));

  synchronized void listen(Consumer<ChildExit> listener) {
    listeners.add(listener);
  }

  /**
   * The next end of this kind; cancelled if there is none any more. Whoever cancels it waits no
   * longer.
   */
  synchronized CompletableFuture<ChildExit> next(Predicate<ChildExit> which) {
    CompletableFuture<ChildExit> future = new CompletableFuture<>();
    if (isClosed) {
      future.cancel(false);
    } else {
      Awaited one = new Awaited(which, future);
      awaited.add(one);
      var ignored = future.whenComplete((exit, failure) -> forget(one));
    }
    return future;
  }

  /** On the loop. */
  void happened(ExitView view) {
    ChildExit exit = ChildExit.of(view);
    thread.execute(() -> tell(exit));
  }

  private void tell(ChildExit exit) {
    listeners().forEach(listener -> tell(listener, exit));
    take(exit).forEach(one -> one.future().complete(exit));
  }

  private static void tell(Consumer<ChildExit> listener, ChildExit exit) {
    try {
      listener.accept(exit);
    } catch (RuntimeException | Error e) { // as of a failed assertion
      LOG.warn("pool={} slot={} a listener for its end has failed", exit.pool(), exit.slot(), e);
    }
  }

  private synchronized List<Consumer<ChildExit>> listeners() {
    return List.copyOf(listeners);
  }

  private synchronized List<Awaited> take(ChildExit exit) {
    List<Awaited> taken = new ArrayList<>();
    Iterator<Awaited> all = awaited.iterator();
    while (all.hasNext()) {
      Awaited one = all.next();
      if (one.which().test(exit)) {
        taken.add(one);
        all.remove();
      }
    }
    return taken;
  }

  /** Nobody is left who could end; those that have are told of first. */
  void close() {
    thread.execute(() -> drop().forEach(one -> one.future().cancel(false)));
    thread.shutdown();
  }

  private synchronized void forget(Awaited one) {
    awaited.remove(one);
  }

  private synchronized List<Awaited> drop() {
    isClosed = true;
    List<Awaited> dropped = List.copyOf(awaited);
    awaited.clear();
    return dropped;
  }
}
