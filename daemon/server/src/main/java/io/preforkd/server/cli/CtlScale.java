package io.preforkd.server.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl scale}. */
@Command(
    name = "scale",
    description =
        "Holds a pool at a size, whatever its load, until auto; done when all those children have started and all others have left.",
    footer = "%nExample: preforkd ctl scale web +2")
final class CtlScale extends CtlRequest {
  private static final int DEFAULT_TIMEOUT = 60;

  @Parameters(index = "0", paramLabel = "POOL", description = "The pool's name.")
  private String pool;

  @Parameters(
      index = "1",
      paramLabel = "SIZE",
      description = {
        "N: so many children, 1 to max.",
        "+N, -N: so many more or fewer than it is held at, or has.",
        "freeze: as many as there are.",
        "auto: the load decides again."
      })
  private String size;

  @Mixin private WaitOption wait;

  @Override
  void fill(ObjectNode request) {
    request.put("pool", pool).put("to", size);
    wait.fill(request);
  }

  @Override
  Optional<Duration> patience() {
    return wait.patience(Optional.of(DEFAULT_TIMEOUT));
  }
}
