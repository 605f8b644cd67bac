package io.preforkd.server.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl recycle}. */
@Command(
    name = "recycle",
    description =
        "Has children replaced, a few at a time, each after its present connection; done when they have left and the new ones have started.",
    footer = "%nExample: preforkd ctl recycle web all")
final class CtlRecycle extends CtlRequest {
  private static final int DEFAULT_TIMEOUT = 60;

  @Parameters(index = "0", paramLabel = "POOL", description = "The pool's name.")
  private String pool;

  @Parameters(
      index = "1",
      paramLabel = "SLOT|all",
      description = "The slot's number, as in status, or all of them.")
  private String which;

  @Mixin private WaitOption wait;

  @Override
  void fill(ObjectNode request) {
    request.put("pool", pool).put("which", which);
    wait.fill(request);
  }

  @Override
  Optional<Duration> patience() {
    return wait.patience(Optional.of(DEFAULT_TIMEOUT));
  }
}
