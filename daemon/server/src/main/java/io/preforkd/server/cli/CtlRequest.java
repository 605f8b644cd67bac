package io.preforkd.server.cli;

import io.preforkd.server.control.ControlClient;
import io.preforkd.server.control.Refusal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A command of ctl: one request to the daemon, and its answer shown. */
@Command(
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      "0:done",
      CtlRequest.USAGE,
      CtlRequest.DATA,
      CtlRequest.UNAVAILABLE,
      StandardOutput.EXIT,
      CtlRequest.TIMEOUT,
      CtlRequest.PERMISSION,
      CtlRequest.CONFIG
    })
abstract class CtlRequest implements Callable<Integer> {
  static final String USAGE = "64:the command line is wrong";
  static final String DATA = "65:there is no such pool or slot, or not such a value";
  static final String UNAVAILABLE = "69:no daemon answers there";
  static final String TIMEOUT = "75:not done in time; it goes on all the same";
  static final String PERMISSION = "77:only root and the daemon's user may do that";
  static final String CONFIG = "78:the configuration is wrong; use --socket";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @ParentCommand private CtlCommand ctl;
  @Spec private CommandSpec spec;

  /** Adds what the request says beyond the name of the command. */
  void fill(ObjectNode request) {}

  /** How long to wait for an answer; empty for as long as it takes. */
  Optional<Duration> patience() {
    return Optional.of(PATIENCE);
  }

  /** Shows the answer; what is done without more to say is not worth a line. */
  void show(JsonNode answer, PrintWriter out) {}

  @Override
  public final Integer call() {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("command", spec.name());
    fill(request);
    try {
      JsonNode answer = new ControlClient(ctl.where().socket(), patience()).ask(request);
      show(answer, spec.commandLine().getOut());
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    } catch (Refusal e) {
      return fail(e.exit(), e.getMessage());
    } catch (CtlFailure e) {
      return fail(e.exitCode(), e.getMessage());
    }
  }

  private int fail(int exitCode, String message) {
    spec.commandLine().getErr().println("preforkd: " + message);
    return exitCode;
  }
}
