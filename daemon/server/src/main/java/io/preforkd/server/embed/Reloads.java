package io.preforkd.server.embed;

import io.preforkd.server.control.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The reloads that a program asks for, one after the other, so that it is known of each text
 * whether it was refused: such a text is not read again.
 */
final class Reloads {
  private final ConfigSource source;
  private CompletableFuture<String> last = CompletableFuture.completedFuture("");

  Reloads(ConfigSource source) {
    this.source = source;
  }

  /** Carries it out when those before it are done. */
  synchronized CompletableFuture<String> add(Supplier<CompletableFuture<String>> reload) {
    last = last.handle((done, failure) -> "").thenCompose(ignored -> reload.get());
    return last.copy();
  }

  /** As {@link #add}, with another text. */
  CompletableFuture<String> add(String text, Supplier<CompletableFuture<String>> reload) {
    return add(
        () -> {
          source.attempt(text);
          return reload.get().whenComplete((done, failure) -> source.settle(isInForce(failure)));
        });
  }

  /** Also if pools have kept their old edition; any other failure has changed nothing. */
  private static boolean isInForce(Throwable failure) {
    return failure == null
        || (cause(failure) instanceof Refusal refusal && refusal.kind() == Refusal.Kind.FAILED);
  }

  /** What has failed, without what a future puts around it. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }
}
