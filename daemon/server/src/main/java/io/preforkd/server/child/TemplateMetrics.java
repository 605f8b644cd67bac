package io.preforkd.server.child;

import io.preforkd.worker.protocol.MetricReport;

/** Takes what a pool's templates tell of metrics of their own; loop thread only. */
public interface TemplateMetrics {
  /** The template with this pid tells something. */
  void measured(int pid, MetricReport report);

  /** It will tell nothing any more. */
  void templateEnded(int pid);
}
