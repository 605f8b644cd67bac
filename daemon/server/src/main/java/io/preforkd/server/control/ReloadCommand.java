package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code reload}: done when the new editions serve, or have been undone. It may take as long as
 * children take to start.
 */
final class ReloadCommand implements Command {
  private static final String ALL = "all";
  private static final String DONE = "done";
  private static final Set<String> MEMBERS = Set.of(ALL, Request.WAIT, Request.TIMEOUT);

  /** A day: as good as for ever. */
  private static final int NO_LIMIT = 86_400;

  @Override
  public String name() {
    return "reload";
  }

  @Override
  public boolean isQuestion() {
    return false;
  }

  @Override
  public Set<String> members() {
    return MEMBERS;
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    boolean wait = request.flag(Request.WAIT, true);
    int seconds = request.timeout(NO_LIMIT);
    CompletableFuture<String> reload = controls.reload(request.flag(ALL, false));
    if (!wait) {
      return Answer.ok();
    }
    waiting.until(reload::isDone, seconds, "the reload");
    return Answer.ok().put(DONE, outcome(reload));
  }

  static String outcome(CompletableFuture<String> reload) throws Refusal {
    try {
      return reload.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Kind.UNAVAILABLE, "the daemon ends");
    }
  }
}
