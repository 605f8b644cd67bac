package io.preforkd.server.cli;

import picocli.CommandLine.Command;

/** {@code preforkd ctl reopen-logs}. */
@Command(
    name = "reopen-logs",
    description = "Has the daemon open its log files anew, after they were moved, as by logrotate.",
    footer = "%nExample: preforkd ctl reopen-logs")
final class CtlReopenLogs extends CtlRequest {}
