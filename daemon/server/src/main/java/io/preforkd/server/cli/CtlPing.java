package io.preforkd.server.cli;

import picocli.CommandLine.Command;

/** {@code preforkd ctl ping}. */
@Command(
    name = "ping",
    description = "Succeeds if the daemon's event loop answers.",
    footer = "%nExample: preforkd ctl ping")
final class CtlPing extends CtlRequest {}
