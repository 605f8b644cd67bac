package io.preforkd.worker.runtime;

import io.preforkd.worker.Metrics;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.protocol.Verb;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Tells the parent of the author's metrics, PROTOCOL.md section 15: once a second at most, and
 * never when that would mean to wait. Any thread may call.
 */
final class MetricReports {
  /** There is nothing to tell. */
  static final long NOTHING = -1;

  /** Between two reports. */
  static final long PAUSE_MILLIS = 1000;

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);

  /** What a channel that has room takes for sure. */
  private static final int LENGTH = 8 * 1024;

  private final Conversation conversation;
  private long toldAt = System.nanoTime() - PAUSE;

  /** Null until the author asks for it, as most never do. */
  private volatile Meters meters;

  MetricReports(Conversation conversation) {
    this.conversation = conversation;
  }

  synchronized Metrics metrics() {
    if (meters == null) {
      meters = new Meters(conversation::metricsChanged);
    }
    return meters;
  }

  /** Whether there may ever be something to tell. */
  boolean areUsed() {
    return meters != null;
  }

  /** Tells what there is to tell, if the last time is long enough ago. */
  void tell() throws IOException {
    if (isPending() && pauseLeft() == 0) {
      tellNow();
    }
  }

  /** Tells it in any case, as far as there is room. */
  void tellNow() throws IOException {
    if (isPending()) {
      tellPending();
    }
  }

  /** Until {@link #tell} tells something, or {@link #NOTHING}. */
  long millisLeft() {
    return isPending() ? TimeUnit.NANOSECONDS.toMillis(pauseLeft()) + 1 : NOTHING;
  }

  private boolean isPending() {
    Meters now = meters;
    return now != null && now.isPending();
  }

  /** What is counted meanwhile is for the next report: threads that go on counting had no end. */
  private synchronized void tellPending() throws IOException {
    toldAt = System.nanoTime();
    int left = meters.pending();
    while (left > 0 && conversation.channel.hasRoom()) {
      MetricReport report = meters.take(LENGTH);
      conversation.channel.send(Verb.METRICS, report.toJson());
      left -= report.metrics().size();
    }
  }

  private synchronized long pauseLeft() {
    return Math.max(0, toldAt + PAUSE - System.nanoTime());
  }
}
