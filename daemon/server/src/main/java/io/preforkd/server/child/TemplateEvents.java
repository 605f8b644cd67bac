package io.preforkd.server.child;

import io.preforkd.server.sys.WaitStatus;
import io.preforkd.worker.protocol.MetricReport;
import java.util.Optional;

/** What happens to a template, told on the loop's thread. */
interface TemplateEvents {
  /** It has loaded, and forks from now on. */
  void ready();

  /** It has done what it was asked for last. */
  void forked(int pid);

  /** It could not. */
  void refused(int errno);

  /** It tells of metrics of its own. */
  void measured(MetricReport report);

  /** It sent what the protocol does not allow. */
  void brokeProtocol(String what);

  /** It has been reaped, or even KILL does not end it; the last event. */
  void ended(Optional<WaitStatus> how);
}
