package io.preforkd.server.top;

import io.preforkd.server.control.ControlClient;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.control.Refusal.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks the daemon. Each answer is waited for, so not for use where keys are. */
final class Feed {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** An upgrade in place leaves a moment in which nobody answers. */
  private static final int MISSES = 3;

  private final ControlClient client;
  private boolean hasAnswered;
  private int misses;

  Feed(Path socket) {
    this.client = new ControlClient(socket, Optional.of(PATIENCE));
  }

  /**
   * Everything, with the last decision of a pool.
   *
   * @param pool empty for that of whatever pool decided last
   * @return empty if there was no answer this time
   * @throws Refusal if there has never been one, or none for several times
   */
  Optional<Sample> sample(Optional<String> pool) throws Refusal {
    try {
      JsonNode status = client.ask(request("status"));
      Optional<JsonNode> decision = decision(pool);
      hasAnswered = true;
      misses = 0;
      return Optional.of(new Sample(status, decision, System.nanoTime()));
    } catch (Refusal e) {
      misses++;
      if (!hasAnswered || !mayPass(e) || misses == MISSES) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static boolean mayPass(Refusal refusal) {
    return refusal.kind() == Kind.UNAVAILABLE || refusal.kind() == Kind.TIMEOUT;
  }

  private Optional<JsonNode> decision(Optional<String> pool) throws Refusal {
    ObjectNode why = request("why").put("last", 1);
    pool.ifPresent(name -> why.put("pool", name));
    try {
      return client.ask(why).path("decisions").valueStream().findFirst();
    } catch (Refusal e) {
      if (e.kind() == Kind.DATA) {
        return Optional.empty(); // a reload has removed the pool
      }
      throw e;
    }
  }

  /** As {@code ctl scale --no-wait}. */
  void scale(String pool, String to) throws Refusal {
    client.ask(request("scale").put("pool", pool).put("to", to).put("wait", false));
  }

  private static ObjectNode request(String command) {
    return JsonNodeFactory.instance.objectNode().put("command", command);
  }
}
