package io.preforkd.server.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl kill}. */
@Command(
    name = "kill",
    description =
        "Kills a child and its connection at once; done when it has been reaped. The pool replaces it as it needs to.",
    footer = "%nExample: preforkd ctl kill web 3")
final class CtlKill extends CtlRequest {
  private static final int DEFAULT_TIMEOUT = 60;

  @Parameters(index = "0", paramLabel = "POOL", description = "The pool's name.")
  private String pool;

  @Parameters(index = "1", paramLabel = "SLOT", description = "The slot's number, as in status.")
  private int slot;

  @Mixin private WaitOption wait;

  @Override
  void fill(ObjectNode request) {
    request.put("pool", pool).put("slot", slot);
    wait.fill(request);
  }

  @Override
  Optional<Duration> patience() {
    return wait.patience(Optional.of(DEFAULT_TIMEOUT));
  }
}
